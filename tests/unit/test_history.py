"""What changed from release to release: found by comparing, on releases made by hand."""

import copy
import json
from datetime import date
from pathlib import Path

import pytest

from calculators import catalog
from calculators.element import html
from calculators.facts.marks import SOURCES
from guide.records import history, release
from guide.setup import toolchain
from tests.frozen import FROZEN

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "releases/facts.schema.json").read_text("utf-8"))
DOCUMENT = history.document(FROZEN, "1.0.0-dev", "0123456789ab", "ba9876543210")
NEXT = 'version = "1.1.0-dev"\n[[change]]\ncalculator = "ivig-rate"\nnb = "Ny regel"\nda = "Ny regel på dansk"\n'


def validator(schema: dict):
    from jsonschema import Draft202012Validator  # takes a second, which every process that gathers the tests would pay

    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def project(tmp_path: Path, next_toml: str = NEXT, **releases: dict) -> Path:
    (tmp_path / "releases").mkdir(parents=True)
    (tmp_path / "releases/next.toml").write_text(next_toml, "utf-8")
    for name, data in releases.items():
        version = name.removeprefix("v").replace("_", ".")
        whole = {"version": version, "date": "2026-12-01", "changes": [], "facts": history.published_facts(FROZEN)} | data
        (tmp_path / f"releases/{version}.json").write_text(json.dumps(whole), "utf-8")
    return tmp_path


def slower() -> dict:
    """The frozen facts, but for step 4 at 5 ml/kg an hour."""
    facts = copy.deepcopy(history.published_facts(FROZEN))
    facts["nel-rate-4"]["figures"]["value"]["low"] = "5"
    facts["nel-rate-4"]["sentences"] = {"nb": "en annen rad", "da": "en anden række"}
    return facts


# --- facts.json and its schema


def test_the_published_facts_follow_their_schema():
    validator(SCHEMA).validate(DOCUMENT)
    assert len(DOCUMENT["facts"]) == len(FROZEN.by_id)


@pytest.mark.parametrize("spoil", [
    lambda d: d["facts"]["nel-initial-dose"]["figures"]["value"].update(low=2),
    lambda d: d["facts"]["nel-initial-dose"]["figures"]["value"].update(low="2,0"),
    lambda d: d["facts"]["nel-initial-dose"]["figures"]["value"].update(unit="g per kg"),
    lambda d: d["facts"]["nel-initial-dose"]["figures"]["value"].pop("comparator"),
    lambda d: d["facts"]["nel-initial-dose"]["sentences"].pop("da"),
    lambda d: d["facts"].update({"dose": d["facts"]["nel-initial-dose"]}),
    lambda d: d["facts"].clear(),
    lambda d: d.update(version="next"),
    lambda d: d.update(build=""),
    lambda d: d["sources"].pop("nel"),
    lambda d: d["sources"]["mr"].update(approved="18. februar 2026"),
    lambda d: d.update(patient="x"),
])
def test_the_schema_refuses(spoil):
    spoiled = copy.deepcopy(DOCUMENT)
    spoil(spoiled)
    from jsonschema.exceptions import ValidationError

    with pytest.raises(ValidationError):
        validator(SCHEMA).validate(spoiled)


def test_the_sources_say_only_what_they_say_of_themselves():
    said = {"mr": {"version": "1.1", "approved": "2026-02-18"}, "nel": {"version": None, "approved": None}}
    assert DOCUMENT["sources"] == {source: {"version": None, "approved": None} for source in SOURCES} | said


# --- comparing


def test_a_figure_from_what_to_what():
    found = history.difference(history.published_facts(FROZEN), slower())
    [(fact, name, old, new)] = found.figures
    assert (fact, name, old["low"], new["low"]) == ("nel-rate-4", "value", "4", "5")
    assert (found.sentences, found.new, found.gone) == ((), (), ()), "its sentence is not told twice"


def test_words_new_facts_and_gone_facts():
    old, new = history.published_facts(FROZEN), copy.deepcopy(history.published_facts(FROZEN))
    new["nel-what"]["sentences"]["da"] = "andre ord"
    del new["nel-onset"]
    new["nel-extra"] = new["nel-what"]
    found = history.difference(old, new)
    assert (found.figures, found.sentences, found.new, found.gone) == ((), ("nel-what",), ("nel-extra",), ("nel-onset",))


def test_releases_are_ordered_by_number_not_by_letter(tmp_path):
    root = project(tmp_path, v1_9_0={}, v1_10_0={}, v1_2_0={})
    assert [r.version for r in history.read_releases(root)] == ["1.10.0", "1.9.0", "1.2.0"]


# --- the page


def test_before_the_first_release_it_says_so(tmp_path):
    text = html(history.page(FROZEN, "nb", "../", project(tmp_path)))
    assert "Ingen utgave er gitt ut ennå. Dette er arbeidsutgaven 1.1.0-dev." in text and "Ny regel" in text
    assert "Gitt ut" not in text and "på dansk" not in text


def test_a_changed_figure_stands_with_before_after_and_its_link(tmp_path):
    root = project(tmp_path, v1_0_0={"facts": slower(), "changes": [{"calculator": "all", "nb": "Alt", "da": "Det hele"}]})
    text = html(history.page(FROZEN, "da", "../", root))
    nbsp = "\N{NO-BREAK SPACE}"
    assert f"<td>5{nbsp}ml/kg pr. time</td><td>4{nbsp}ml/kg pr. time</td>" in text
    assert 'href="../ivig/infusion/#nel-rate-4"' in text
    assert "Ændringerne er i forhold til den seneste udgave, 1.0.0" in text and f"Udgivet 1.{nbsp}december{nbsp}2026" in text
    assert "Det hele" in text and "Alle beregnere" in text


def test_two_releases_are_compared_with_each_other(tmp_path):
    changes = 'version = "1.2.0-dev"\n[[change]]\ncalculator = "all"\nnb = "Nytt"\nda = "Nyt"\n'
    root = project(tmp_path, changes, v1_0_0={"facts": slower()}, v1_1_0={"date": "2027-01-15"})
    text = html(history.page(FROZEN, "nb", "../", root))
    coming, newest, first = text.split("<h2")[1:]
    assert "Ingen tall er endret siden forrige utgave." in coming
    assert 'id="v1-1-0"' in newest and "4\N{NO-BREAK SPACE}ml/kg per time" in newest
    assert 'id="v1-0-0"' in first and f"Første utgave: alle {len(FROZEN.by_id)} fakta er nye." in first


def test_the_text_of_a_release_is_that_release_and_has_nothing_to_come(tmp_path):
    root = project(tmp_path, 'version = "1.2.0-dev"\n', v1_1_0={})
    assert history.version_of(FROZEN, root) == "1.1.0"
    assert "1.2.0" not in html(history.page(FROZEN, "da", "../", root))
    (root / "releases/1.1.0.json").unlink()
    moved = project(tmp_path / "moved", 'version = "1.2.0-dev"\n', v1_1_0={"facts": slower()})
    assert history.version_of(FROZEN, root) == history.version_of(FROZEN, moved) == "1.2.0-dev"


@pytest.mark.parametrize(("text", "said"), [
    ("version = 1", "version is missing"),
    ('version = "1.0.0-dev"\n[[change]]\ncalculator = "ivig-rate"\nnb = "x"\n', "change 1: write calculator, nb and da"),
    ('version = "1.0.0-dev"\n[[change]]\ncalculator = "x"\nnb = "x"\nda = "x"\n', "there is no calculator 'x'"),
    ("[", "releases/next.toml: "),
])
def test_a_file_that_cannot_be_used(tmp_path, text, said):
    with pytest.raises(history.HistoryError, match=said):
        history.read_next(project(tmp_path, text))


def test_a_damaged_release_is_named(tmp_path):
    root = project(tmp_path, v1_0_0={"date": "yesterday"})
    with pytest.raises(history.HistoryError, match=r"releases/1\.0\.0\.json: not as"):
        history.read_releases(root)


# --- what stands in the project


def test_the_words_for_the_readers_name_every_calculator_of_the_changelog():
    _, changes = history.read_next()
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert release.unsaid(changelog, changes) == []
    if not history.read_releases():
        assert {c.calculator for c in changes} >= {c.id for c in catalog()}, "in the first release each of them is new"


def test_the_frozen_releases_still_follow_the_schema_of_their_facts():
    whole = validator({"$ref": "#/$defs/fact", "$defs": SCHEMA["$defs"]})
    for one in history.read_releases():
        for fact in one.facts.values():
            whole.validate(fact)


# --- freezing


@pytest.fixture
def ready(tmp_path):
    """A copy of the text with a changelog and words, ready to be released."""
    root = project(tmp_path)
    (root / "docs").symlink_to(ROOT / "docs")
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased] – 1.1.0-dev\n\n### Added\n\n- `ivig-rate`: slower.\n", "utf-8")
    return root


def test_a_release_is_frozen_and_the_next_one_opened(ready):
    written = release.freeze(ready, "1.1.0", date(2026, 12, 1), "1.2.0-dev")
    assert written == ["releases/1.1.0.json", "releases/next.toml", "CHANGELOG.md"]
    [frozen] = history.read_releases(ready)
    assert (frozen.version, frozen.day, frozen.changes[0].text["da"]) == ("1.1.0", date(2026, 12, 1), "Ny regel på dansk")
    assert history.read_next(ready) == ("1.2.0-dev", ())
    changelog = (ready / "CHANGELOG.md").read_text("utf-8")
    places = [changelog.index(text) for text in ("## [Unreleased] – 1.2.0-dev", "## [1.1.0] – 2026-12-01", "- `ivig-rate`: slower.")]
    assert places == sorted(places)
    with pytest.raises(toolchain.SetupError, match=r"nothing changes for a reader since 1\.1\.0"):
        release.freeze(ready, "1.1.1", date(2026, 12, 2), "1.2.0-dev")
    with pytest.raises(toolchain.SetupError, match="not after"):
        release.freeze(ready, "1.0.9", date(2026, 12, 2), "1.2.0-dev")


@pytest.mark.parametrize(("changelog", "said"), [
    ("# Changelog\n", "has no heading"),
    ("## [Unreleased]\n- `sid-dose`: x.\n- `ivig-rate`: y.\n", "names sid-dose, releases/next.toml does not"),
])
def test_what_is_not_ready_is_not_released(ready, changelog, said):
    (ready / "CHANGELOG.md").write_text(changelog, "utf-8")
    with pytest.raises(toolchain.SetupError, match=said):
        release.freeze(ready, "1.1.0", date(2026, 12, 1), "1.2.0-dev")
    assert not (ready / "releases/1.1.0.json").exists()


def test_a_version_that_is_none(ready):
    with pytest.raises(toolchain.SetupError, match=r"write a version as 1\.0\.0"):
        release.freeze(ready, "1.1", date(2026, 12, 1), "1.2.0-dev")
