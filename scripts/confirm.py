"""What a comment on a pull request confirms: used by the workflow that reads the word `bekreft` or `bekræft` there.

    python3 scripts/confirm.py EVENT FOLDER OUT     EVENT: what the host told of the comment; FOLDER: the pull request's files,
                                                    read and never run; OUT: the record to be written, or why not, as JSON
"""

if __name__ == "__main__":
    from start import run

    run("guide.proposing.confirm")
