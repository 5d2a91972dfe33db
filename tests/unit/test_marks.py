"""Marks are found with their lines; whatever only looks like one is reported, never passed over."""

import pytest

from calculators.facts.marks import BadMark, Mark, find_marks


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
