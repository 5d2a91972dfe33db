"""Freezes a release: its facts and what its rules changed, in `releases/VERSION.json`, and a new heading in the changelog.

    python3 scripts/release.py 1.0.0 [--date 2026-12-01] [--next 1.1.0-dev]

It writes files and commits nothing: look at them, commit, and tag the commit `v1.0.0`. Exit codes: 0 written, 1 not, and why.
"""

if __name__ == "__main__":
    from start import run

    run("guide.records.release")
