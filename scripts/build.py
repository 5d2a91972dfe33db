"""Builds the site: facts, wheel, runtime, the two languages, assets; then checks what came out.

    python3 scripts/build.py [--out site] [--site-url URL] [--live]

Everything is made in a temporary folder and swapped in at the end: a failed build leaves the old site.
Two builds of one commit for one address are byte-identical.
"""

if __name__ == "__main__":
    from start import run

    run("guide.build.site")
