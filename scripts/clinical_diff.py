"""Shows which reference patients get another answer between two commits, and why.

    python3 scripts/clinical_diff.py BASE              BASE against the files as they lie here, saved or committed
    python3 scripts/clinical_diff.py BASE HEAD         two commits
    python3 scripts/clinical_diff.py BASE --lang nb    in Norwegian, or da: Danish; with the names that the forms use
    python3 scripts/clinical_diff.py BASE --json       the whole comparison as JSON

Each side is computed with its own code, in a worktree of its own under .cache that is removed afterwards. The report is
Markdown. Exit codes: 0 nothing changes, 1 something does, 2 it cannot be told (the report says why).
"""

if __name__ == "__main__":
    from start import run

    run("guide.clinical.command")
