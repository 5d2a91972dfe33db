"""The list of withdrawn builds: what a file may hold, what the pages read, and what they make of a list that is none."""

import json

import pytest

from calculators.errors import GuideError
from guide.project import ROOT
from guide.records import withdrawn
from tests.unit.test_offline import JS, node

ENTRY = """[[withdrawn]]
build = "0123456789ab"
day = 2026-12-01
nb = "Trinn 2 er for raskt."
da = "Trin 2 er for hurtigt."
"""


def test_the_list_of_the_repository_can_be_read():
    assert all(one.nb and one.da for one in withdrawn.read(ROOT))


def test_an_entry_reaches_the_page_as_it_stands():
    [one] = withdrawn.parse(ENTRY)
    said = json.loads(withdrawn.document((one,)))
    expected = {"build": "0123456789ab", "day": "2026-12-01", "nb": "Trinn 2 er for raskt.", "da": "Trin 2 er for hurtigt."}
    assert said == {"withdrawn": [expected]}
    assert json.loads(withdrawn.document(())) == {"withdrawn": []}
    found = node(
        f"""import {{ ofBuild }} from {json.dumps((JS / "offline/withdrawn.mjs").as_uri())};
        const list = {json.dumps(said)};
        const asked = [[list, "0123456789ab"], [list, "ba9876543210"], [{{ withdrawn: [] }}, "0123456789ab"]];
        console.log(JSON.stringify(asked.map((one) => ofBuild(...one))));"""
    )
    assert found == [expected, None, None]


@pytest.mark.parametrize("read", ["null", "[]", "{}", '"text"', '{"withdrawn": {}}', '{"withdrawn": "0123456789ab"}'])
def test_what_is_no_list_is_not_taken_for_an_empty_one(read):
    assert node(
        f"""import {{ ofBuild }} from {json.dumps((JS / "offline/withdrawn.mjs").as_uri())};
        let said = "taken";
        try {{ ofBuild({read}, "0123456789ab"); }} catch {{ said = "refused"; }}
        console.log(JSON.stringify(said));"""
    ) == "refused"  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENTRY.replace("0123456789ab", "0123456789AB"), "entry 1: read build '0123456789AB'; write the 12"),
        (ENTRY.replace("0123456789ab", "v1.0.0"), "write the 12"),
        (ENTRY.replace("2026-12-01", '"1.12.2026"'), "entry 1: read day '1.12.2026'; write it as year-month-day"),
        (ENTRY.replace("2026-12-01", "2026-12-01T10:00:00"), "write it as year-month-day"),
        (ENTRY.replace("Trin 2 er for hurtigt.", " "), "entry 1: da must say in one line"),
        (ENTRY.replace("da =", "sv ="), "write build, day, nb and da"),
        (ENTRY + ENTRY, "0123456789ab stands there twice"),
        (ENTRY.replace("[[withdrawn]]", "[withdrawn]"), r"under a line \[\[withdrawn\]\]"),
        ("withdrawn = [", "releases/withdrawn.toml: "),
        ('note = "x"', r"under a line \[\[withdrawn\]\]"),
    ],
)
def test_a_slip_in_the_list_is_said_with_what_to_write(text, said):
    with pytest.raises(GuideError, match=said):
        withdrawn.parse(text)


def test_a_file_that_cannot_be_read_is_no_empty_list(tmp_path):
    with pytest.raises(withdrawn.WithdrawnError, match=r"releases/withdrawn.toml: cannot be read"):
        withdrawn.read(tmp_path)
