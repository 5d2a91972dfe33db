"""Walks the timed tasks through the built site in Chromium, and prints what each takes as a table in Markdown.

    python3 scripts/tasks.py [--site site]
"""

if __name__ == "__main__":
    from start import run

    run("guide.measuring.tasks")
