"""Marks are found with their lines; whatever only looks like one is reported, never passed over."""

import pytest

from calculators.facts.marks import BadMark, Mark, find_marks, find_quotes, sentence


def found(markdown):
    return list(find_marks(markdown, "page.md"))


def test_a_mark_with_its_line_and_name():
    text = "Først.\n\nDosen er [2 g/kg]{#nel-initial-dose} i [5 dager]{#nel-maint-second.dose}."
    assert found(text) == [
        Mark("nel-initial-dose", "value", "2 g/kg", "page.md", 3),
        Mark("nel-maint-second", "dose", "5 dager", "page.md", 3),
    ]


def test_table_cells_and_less_than_are_fine():
    assert [mark.text for mark in found("| a | [< 4 g/l]{#mr-hsct} |")] == ["< 4 g/l"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[se [her](a.md)]{#nel-initial-dose}", "not_a_mark"),
        ("[**2 g/kg**]{#nel-initial-dose}", "markup_in_mark"),
        ("[2 `g/kg`]{#nel-initial-dose}", "markup_in_mark"),
        ("[a | b]{#nel-initial-dose}", "markup_in_mark"),
        ("[]{#nel-initial-dose}", "markup_in_mark"),
        ("**2 g/kg**{#nel-initial-dose}", "not_a_mark"),
        ("**[2 g/kg]{#nel-initial-dose}**", "markup_around_mark"),
        ("[2 g/kg] {#nel-initial-dose}", "not_a_mark"),
        ("[2 g/kg]{nel-initial-dose}", "not_a_mark"),
        ("[2 g/kg]{#nel-initial-dose", "not_a_mark"),
        ("[2 g/kg]{#NEL-initial-dose}", "not_a_mark"),
        ("2 g/kg]{#nel-initial-dose}", "not_a_mark"),
        ("[2\ng/kg]{#nel-initial-dose}", "not_a_mark"),
        ("[2 g/kg]{: #nel-initial-dose }", "not_a_mark"),
        ("## Dose {#nel-initial-dose}", "heading_takes_fact_id"),
        ("<!-- [2 g/kg]{#nel-initial-dose} -->", "in_comment"),
        ("<!--\n[2 g/kg]{#nel-initial-dose}\n-->", "in_comment"),
    ],
)
def test_a_near_miss_is_reported(text, code):
    slips = found(text)
    assert slips, "passed over in silence"
    assert code in {slip.code for slip in slips if isinstance(slip, BadMark)}
    assert not any(isinstance(mark, Mark) for mark in slips)


@pytest.mark.parametrize(
    "text",
    [
        "## Dosering {#dosing}",
        "```\n[2 g/kg]{#nel-initial-dose}\n```",
        "~~~\n[2 g/kg]{#nel-initial-dose}\n~~~",
        "Skriv `[2 g/kg]{#nel-initial-dose}` slik.",
        "[dosering](dose.md#dosing)",
        "**1.** Referanse\n{: #ref-1 }",
        "<!-- bare en merknad -->",
        "([1](about.md#ref-1))",
    ],
)
def test_what_is_no_mark_nope(text):
    assert found(text) == []


M = "[2 g/kg]{#nel-initial-dose}"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"{M}\n{M}", [1, 2]),
        (f"```\n{M}\n```\n{M}", [4]),
        (f"```\n~~~\n{M}\n```\n{M}", [5]),  # another fence inside closes nothing
        (f"````\n```\n{M}\n````\n{M}", [5]),
        (f"```\n{M}\n````\n{M}", [4]),  # a longer one closes
        (f"<!-- a -->\n{M}", [2]),
        (f"<!-- a\nb {{ c\n-->\n{M}", [4]),
        (f"`kode` {M}", [1]),  # what stands as code before it moves it nowhere
        (f"**Dose: **{M} i dag", [1]),
        (f"{M}*ord*", [1]),
        (f"**{M} og *mer*", [1]),
    ],
)
def test_fences_comments_and_emphasis_beside_it_take_no_mark(text, lines):
    assert [(type(mark), mark.line) for mark in found(text)] == [(Mark, line) for line in lines]


@pytest.mark.parametrize(
    ("text", "code", "lines"),
    [
        (f"<!-- a\nb {{ c\n{M}\n-->", "in_comment", [3]),
        (f"<!-- a --> <!-- b\n{M}\n-->", "in_comment", [2]),
        (f"<!-- a --> {M}", "in_comment", [1]),
        ("[ ]{#nel-initial-dose}", "markup_in_mark", [1]),
        (f"*{M}*", "markup_around_mark", [1]),
        (f"_{M}_", "markup_around_mark", [1]),
    ],
)
def test_a_slip_is_told_with_what_stands_there(text, code, lines):
    read = "[ ]{#nel-initial-dose}" if "[ ]" in text else M
    slips = [slip for slip in found(text) if slip.code == code]
    assert [(slip.read, slip.line) for slip in slips] == [(read, line) for line in lines]


def test_a_quoted_figure_is_found_by_line_and_name():
    text = "Som {nel-rate-2.duration}.\n\n`{nel-rate-3}` og {nel-initial-dose}, ikke [2 g/kg]{nel-rate-4}"
    assert list(find_quotes(text, "page.md")) == [
        Mark("nel-rate-2", "duration", "{nel-rate-2.duration}", "page.md", 1),
        Mark("nel-initial-dose", "value", "{nel-initial-dose}", "page.md", 3),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"- **Vanlig** dose er {M} ([1](about.md#ref-1)).", "Vanlig dose er 2 g/kg."),
        (f"| Start | {M} |", "Start · 2 g/kg"),
        ('1. <span lang="da">Kur</span> som i [dose](dose.md)', "Kur som i dose"),
        ("Ett ord | to |", "Ett ord | to |"),
    ],
)
def test_a_sentence_is_its_words(line, words):
    assert sentence(line) == words
