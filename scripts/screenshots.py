"""Pictures of the built site, in Chromium.

    python3 scripts/screenshots.py changed BASE     the pages that differ from those of a commit, before and after
    python3 scripts/screenshots.py guide            the pictures of the editor's guides and of the README

`changed` builds BASE in a worktree of its own, with its own code, and leaves pictures and an `index.html` with both side
by side. Exit code: 0 done (also when no page changed), 1 something could not be built or started.
"""

if __name__ == "__main__":
    from start import run

    run("guide.pictures.screenshots")
