"""Asks the public lists of known faults about every locked package, of Python and of npm. Needs a network.

    python3 scripts/audit.py

Exit 0: nothing known. 1: something is known, listed with what mends it. 2: it could not be looked up, and why.
"""

if __name__ == "__main__":
    from start import run

    run("guide.supply.audit")
