"""Units and comparators, each once: for reading them in the text, for showing them, and for checking how they are written."""

# Written alike in every language, and shown as they are read.
SIGNS = ("g/kg", "ml/kg", "mg/ml", "g/l", "g", "kg", "ml", "%", "min")
# Read into another unit: spelling -> canonical unit, factor. Mass is read into grams where the text gives a dose or a
# concentration of IgG in blood; the strength of a product stays in mg/ml as on its label.
SMALLER = {"mg/kg": ("g/kg", "0.001")}
# Canonical unit -> how each language writes it: one word, or singular and plural.
WORDS = {
    "nb": {
        "ml/kg/h": ("ml/kg per time",),
        "ml/h": ("ml per time",),
        "ml/day": ("ml per dag",),
        "h": ("time", "timer"),
        "day": ("dag", "dager"),
        "week": ("uke", "uker"),
        "month": ("måned", "måneder"),
        "half-life": ("halveringstid", "halveringstider"),
        "year": ("år",),
        "per 1000": ("per 1000",),
    },
    "da": {
        "ml/kg/h": ("ml/kg pr. time",),
        "ml/h": ("ml pr. time",),
        "ml/day": ("ml pr. dag",),
        "h": ("time", "timer"),
        "day": ("dag", "dage"),
        "week": ("uge", "uger"),
        "month": ("måned", "måneder"),
        "half-life": ("halveringstid", "halveringstider"),
        "year": ("år",),
        "per 1000": ("pr. 1000",),
    },
}
# The sign of a comparator -> its word. In the text the signs below may stand too; about is always a word.
COMPARATORS = {
    "nb": {"<": "under", ">": "over", "≥": "minst", "≤": "opptil", "≈": "ca."},
    "da": {"<": "under", ">": "over", "≥": "mindst", "≤": "op til", "≈": "ca."},
}
READ_AS_SIGN = ("<", ">", "≥", "≤")


def spellings(lang: str) -> dict[str, tuple[str, str]]:
    """How a text in this language may write a unit -> canonical unit, factor."""
    found = {sign: (sign, "1") for sign in SIGNS} | SMALLER
    return found | {word: (canonical, "1") for canonical, words in WORDS[lang].items() for word in words}


def comparators(lang: str) -> dict[str, str]:
    """How a text in this language may write a comparator -> its sign."""
    return {sign: sign for sign in READ_AS_SIGN} | {word: sign for sign, word in COMPARATORS[lang].items()}


def unit_word(canonical: str, lang: str, one: bool) -> str:
    """The unit as a reader sees it; `one` for exactly 1. A sign is shown as it is."""
    words = WORDS[lang].get(canonical, (canonical,))
    return words[0] if one else words[-1]
