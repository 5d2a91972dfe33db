"""Sets up all that is needed, builds the site and serves it with live reload.

    python3 scripts/serve.py                 serve at http://127.0.0.1:8000/
    python3 scripts/serve.py --build         build into site/ and stop
    python3 scripts/serve.py --offline       as it is released, with service worker; no live reload
"""

if __name__ == "__main__":
    from start import run

    run("guide.serving.serve")
