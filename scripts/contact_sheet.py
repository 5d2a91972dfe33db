"""One sheet with the looks of the whole guide: home, openings, a page of text, and each calculator empty, answered and in error.

    python3 scripts/contact_sheet.py                 both themes, tablet and phone, in Norwegian: pictures/sheet/nb.html, nb.png
    python3 scripts/contact_sheet.py --lang da --only ivig-rate sid/start

It opens the site built last. What is typed are the worked examples of each calculator.
"""

if __name__ == "__main__":
    from start import run

    run("guide.pictures.contact_sheet")
