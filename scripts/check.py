"""Checks the pages as an editor left them, and says at file and line what to write instead.

    python3 scripts/check.py                        what is not committed yet, or what this branch changed
    python3 scripts/check.py --base origin/main     compared with where this branch left main
    python3 scripts/check.py --confirm nel-rate-1   both languages were read there and say the same; also a page,
                                                    a line of it (docs/nb/ivig/dose.md:23), or all

Exit code: 0 nothing to mend (warnings may stand), 1 something to mend, 2 it could not be checked.
"""

if __name__ == "__main__":
    from start import run

    run("guide.editing.check")
