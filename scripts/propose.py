"""Walks through a proposal in the built site as a clinician would, without network: clock, pictures, and what git makes of the patch.

    python3 scripts/propose.py [--site site] [--out pictures] [--build]
"""

if __name__ == "__main__":
    from start import run

    run("guide.measuring.proposing")
