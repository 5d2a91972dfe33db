"""Measures the built site in Chromium: how soon its text and the calculators are there, and how soon an answer is on screen.

    python3 scripts/bench.py [--site site] [--runs 7]

A start from the snapshot and a plain one alternate in the same run, so that both meet the same machine; only the
ratio holds elsewhere. Prints a table in Markdown.
"""

if __name__ == "__main__":
    from start import run

    run("guide.measuring.bench")
