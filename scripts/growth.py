"""Measures how the site grows: made-up guideline pages are added, and plain Material builds the same pages beside it.

    python3 scripts/growth.py [--pages 100 1000]

Works on a copy of the project. Prints a table in Markdown: build time of both, the search, and what a reader saves. The
words of the made-up pages are those of the real ones, shuffled, so that the search meets Norwegian and Danish.

Plain Material is timed twice: one language after the other, as its commands build them, and both at once, as ours are.
"""

if __name__ == "__main__":
    from start import run

    run("guide.measuring.growth")
