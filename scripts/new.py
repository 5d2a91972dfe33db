"""Lays down a guideline or a calculator that builds and passes at once, in both languages, to be filled in.

    python3 scripts/new.py guideline albumin
    python3 scripts/new.py calculator albumin-review --page albumin/index

What is laid down is template text and says so: every sentence of it begins with MAL or SKABELON, and check.py warns as long
as one is left. Nothing is written unless all of it can be. Exit code: 0 done, 1 it cannot be done (and why).
"""

if __name__ == "__main__":
    from start import run

    run("guide.adding.new")
