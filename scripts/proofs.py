"""Proves by counting: no rate above the source's for any weight, no verdict that one more answer would turn.

    python3 scripts/proofs.py

Some minutes. Exit codes: 0 proved, 1 something was found against it.
"""

if __name__ == "__main__":
    from start import run

    run("guide.proving.proofs")
