"""Puts small faults into the calculators, one at a time, and says which of them no test notices.

    python3 scripts/mutants.py                       all of calculators/: hours
    python3 scripts/mutants.py calculators/sid/switch

The working tree is not touched. A mutant that gives no other answer is listed in guide/proving/equivalent.toml with the reason.
Exit codes: 0 all noticed or explained, 1 not.
"""

if __name__ == "__main__":
    from start import run

    run("guide.proving.run")
