"""Sets up all that is needed, browser included, builds the site once and runs every test.

    python3 scripts/test.py                  everything
    python3 scripts/test.py -k rate -x       arguments go to pytest

The tests find the site in IG_SITE, served at IG_URL, and the browser in IG_CHROMIUM.
"""

if __name__ == "__main__":
    from start import run

    run("guide.setup.run_tests")
