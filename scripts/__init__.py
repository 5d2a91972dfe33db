"""Set-up, build, development server and tests. Each file also runs by itself: `python3 scripts/NAME.py`."""
