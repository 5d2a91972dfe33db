"""The parts of use without network that need no browser: words, dates, the manifest, and a build that leaves nothing out."""

import copy
import json
import re
import subprocess

import pytest

from calculators.words import places
from guide.build import offline
from guide.records import history
from guide.setup import toolchain
from tests.frozen import FROZEN
from tests.unit.test_static_checks import check

NB, DA = offline.words("nb"), offline.words("da")
JS = offline.ROOT / "docs/assets"


def node(script: str, **env: str):
    done = subprocess.run(
        [str(toolchain.node()), "--input-type=module", "-"], input=script,
        capture_output=True, text=True, env=toolchain.environment(env),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_both_languages_say_the_same_things():
    assert {table: set(said) for table, said in NB.items()} == {table: set(said) for table, said in DA.items()}
    for table, said in NB.items():
        for key, text in said.items():
            assert text and DA[table][key], key
            assert sorted(places(text)) == sorted(places(DA[table][key])), f"{table}.{key}"


def test_every_word_is_used():
    code = "".join((JS / f"offline/{name}.mjs").read_text("utf-8") for name in ("offline", "view", "news", "obstacle"))
    code += (offline.ROOT / "docs/offline/service-worker.mjs").read_text("utf-8")
    for table in ("label", "state", "reason", "notice"):
        for key in NB[table]:
            assert re.search(rf'"{key}"|\b{key}\b(?=[:,])|kind: "{key}"', code), f"[{table}] {key} is used nowhere"


def test_every_reason_of_the_service_worker_has_words():
    code = (offline.ROOT / "docs/offline/service-worker.mjs").read_text("utf-8")
    reasons = set(re.search(r"@typedef \{(.*)\} Reason", code)[1].replace('"', "").replace(" ", "").split("|"))
    assert reasons == {"damaged", "missing", "network", "quota", "server", "storage"}
    assert reasons <= set(NB["reason"])


def test_the_service_worker_is_typed():
    check(str(toolchain.node()), "node_modules/typescript/bin/tsc", "-p", "docs/offline")


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Europe/Oslo", "Pacific/Auckland"])
def test_dates_are_those_of_the_device_whatever_its_language(zone):
    got = node(
        f"""import {{ dayOf, isOver, isStale, isoOf, momentOf }} from {json.dumps((JS / "common/dates.mjs").as_uri())};
        const at = (...parts) => new Date(...parts);
        console.log(JSON.stringify([
          dayOf("2026-11-20"), momentOf(at(2026, 2, 5, 7, 4)), isoOf(at(2026, 11, 31, 23, 59)),
          isOver("2027-11-30", at(2027, 10, 30, 23, 59)), isOver("2027-11-30", at(2027, 11, 1, 0, 0)),
          isStale(at(2026, 0, 1), new Date(at(2026, 0, 1).getTime() + 30 * 86400000)),
          isStale(at(2026, 0, 1), new Date(at(2026, 0, 1).getTime() + 30 * 86400000 + 1))]));""",
        TZ=zone, LANG="en_US.UTF-8",
    )  # fmt: skip
    assert got == ["20.11.2026", "05.03.2026 kl. 07:04", "2026-12-31", False, True, False, True]


def test_what_is_done_now_and_then_is_due():
    got = node(
        f"""import {{ isDue }} from {json.dumps((JS / "common/dates.mjs").as_uri())};
        const now = new Date(2026, 10, 30, 12), hour = 3_600_000, at = (ms) => new Date(now.getTime() + ms);
        console.log(JSON.stringify([null, at(-hour), at(-hour - 1), at(1), at(0)].map((last) => isDue(last, now, hour))));"""
    )
    assert got == [True, False, True, True, False], "a moment still to come is a clock that was set back"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "ready"), ({"update": "saving"}, "ready"), ({"update": "waiting"}, "update"), ({"lost": 3}, "incomplete"),
        ({"lost": 3, "update": "waiting"}, "incomplete"), ({"unsaved": {"reason": "missing", "file": "a"}}, "unsaved"),
        ({"unsaved": {"reason": "quota", "file": ""}, "update": "waiting"}, "update"), ({"phase": "failed", "lost": 1}, "failed"),
        ({"phase": "saving"}, "saving"), ({"phase": "failed", "withdrawn": {"build": "b"}}, "withdrawn"),
    ],
)  # fmt: skip
def test_the_header_says_what_could_hurt_first(changes, kind):
    state = {"phase": "ready", "lost": 0, "update": "none", "unsaved": None, "withdrawn": None} | changes
    assert node(
        f"""import {{ kindOf }} from {json.dumps((JS / "offline/view.mjs").as_uri())};
        console.log(JSON.stringify(kindOf({json.dumps(state)})));"""
    ) == kind  # fmt: skip


# --- the build --------------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    for name in ("index.html", "nb/index.html", "nb/dose/index.html", "runtime/r/snapshot.bin", "runtime/r/worker.mjs", "assets/app.mjs"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def listed(site) -> dict[str, dict]:
    found = re.search(r'\[\{"bytes":.*?\}\]', (site / "sw.js").read_text("utf-8"))
    return {entry["url"]: entry for entry in json.loads(found[0])}


def test_the_list_is_made_of_all_files(site):
    assert "5 files" in offline.add_service_worker(site, "b", "r", "/kb/")
    assert list(listed(site)) == ["./", "assets/app.mjs", "nb/", "nb/dose/", "runtime/r/worker.mjs"]


def test_a_large_file_is_no_exception(site):
    (site / "runtime/r/python.wasm").write_bytes(bytes(9_000_000))
    offline.add_service_worker(site, "b", "r", "/")
    assert listed(site)["runtime/r/python.wasm"]["bytes"] == 9_000_000


@pytest.mark.parametrize("name", [".hidden", "nb/.well-known/a.txt"])
def test_a_file_that_would_be_left_out_ends_the_build(site, name):
    (site / name).parent.mkdir(parents=True, exist_ok=True)
    (site / name).write_text("x")
    with pytest.raises(offline.OfflineError, match=f"left out of the offline set.*{re.escape(name)}"):
        offline.add_service_worker(site, "b", "r", "/")


@pytest.mark.parametrize("name", ["nb/sitemap.xml.gz", "runtime/r/snapshot.bin.br", "assets/a.SVGZ"])
def test_a_name_that_hosts_take_for_packing_ends_the_build(site, name):
    """Sent with a Content-Encoding it would be unpacked on the way, and its hash be another: nobody could save the guide."""
    (site / name).write_text("x")
    with pytest.raises(offline.OfflineError, match=f"Content-Encoding.*{re.escape(name)}"):
        offline.add_service_worker(site, "b", "r", "/")


def test_a_file_too_large_ends_the_build(site):
    with (site / "huge.bin").open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(offline.OfflineError, match=r"huge\.bin"):
        offline.add_service_worker(site, "b", "r", "/")


def test_what_the_host_keeps_for_itself_is_not_listed(site):
    (site / "_headers").write_text("/*\n  X-Content-Type-Options: nosniff\n")
    offline.add_service_worker(site, "b", "r", "/")
    assert "_headers" not in listed(site)


def test_the_same_files_give_the_same_bytes(site, tmp_path):
    offline.add_service_worker(site, "b", "r", "/kb/")
    first = (site / "sw.js").read_bytes()
    (site / "sw.js").unlink()
    elsewhere = site.rename(tmp_path / "other")
    offline.add_service_worker(elsewhere, "b", "r", "/kb/")
    assert (elsewhere / "sw.js").read_bytes() == first


def test_the_page_of_a_lost_file_escapes_its_words_and_runs_nothing(monkeypatch):
    monkeypatch.setattr(offline, "words", lambda language: {"lost": {"title": "<b>", "text": "a & b", "home": '"x"'}})
    page = offline.lost_page("da", "/kb/")
    assert "&lt;b&gt;" in page and "a &amp; b" in page and "<b>" not in page
    assert "<script" not in page and "style=" not in page and 'href="/kb/da/"' in page and 'lang="da"' in page


def test_words_that_cannot_be_read_are_said_with_their_file(monkeypatch, tmp_path):
    monkeypatch.setattr(offline, "WORDS", offline.ROOT / "docs/offline")
    monkeypatch.setattr(offline, "LANGUAGES", ("xx",))
    with pytest.raises(offline.OfflineError, match=r"docs/offline/xx.toml"):
        offline.words("xx")


# --- what a release that waits changes

FACTS = history.document(FROZEN, "1.0.0-dev", "0123456789ab", "ba9876543210")


def other(*changes, **more):
    """The release after: each change is the way to a value in `facts.json` and the value."""
    made = copy.deepcopy(FACTS) | {"build": "123456789abc"} | more
    for *way, last, value in changes:
        place = made["facts"]
        for key in way:
            place = place[key]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return made


def said(after, lang="nb", *, before=FACTS, same=False):
    words = {"nb": NB, "da": DA}[lang]["notice"]
    told = {"build": FACTS["build"], "same": same, "lang": lang, "words": words}
    texts = [one if isinstance(one, str) else json.dumps(one) for one in (before, after)]
    news = node(
        f"""import {{ read }} from {json.dumps((JS / "offline/news.mjs").as_uri())};
        console.log(JSON.stringify(read({json.dumps(texts[0])}, {json.dumps(texts[1])}, {json.dumps(told)})));"""
    )
    names = {text: key for key, text in words.items() if "{" not in text}
    return names.get(news["lead"]), news["lines"], [names.get(line) for line in news["rest"]]


SLOWER = (
    ("nel-rate-1", "figures", "value", "low", "0.4"),
    ("nel-rate-1", "sentences", {"nb": "1 · 0,4 ml/kg per time · 30 min", "da": "1 · 0,4 ml/kg pr. time · 30 min"}),
)
UNUSED = next(id for id, fact in FACTS["facts"].items() if not fact["used_by"] and fact["figures"])
PHRASE = next(id for id, fact in FACTS["facts"].items() if fact["used_by"] and not fact["figures"])


def test_a_changed_figure_is_told_from_and_to_with_its_calculators():
    line = "Infusjonsplan: 0,5 ml/kg → 0,4 ml/kg («1 · 0,4 ml/kg per time · 30 min»)"
    assert said(other(*SLOWER)) == ("news_lead", [line], ["news_others"])
    assert said(other(*SLOWER, rules="000000000000")) == ("news_lead", [line], ["news_rules"]), "more than figures differs"
    danish = "Infusionsplan: 0,5 ml/kg → 0,4 ml/kg (»1 · 0,4 ml/kg pr. time · 30 min«)"
    assert said(other(*SLOWER), "da") == ("news_lead", [danish], ["news_others"])


def test_what_comes_goes_or_is_only_read_is_told_too():
    sentence = FACTS["facts"][UNUSED]["sentences"]["nb"]
    assert said(other((UNUSED, None)))[1] == [f"Ingen kalkulator: tatt ut av teksten («{sentence}»)"]
    assert said(FACTS, before=other((UNUSED, None), build=FACTS["build"]))[1] == [f"Ingen kalkulator: nytt i teksten («{sentence}»)"]
    _, [line], _ = said(other((PHRASE, "sentences", "nb", "Helt andre ord.")))
    assert line.endswith("→ Helt andre ord. («Helt andre ord.»)"), "words that a calculator rests on"
    many = [(id, "figures", {"value": {"shape": "code", "value": "x"}}) for id in list(FACTS["facts"])[:8]]
    assert said(other(*many))[1][6:] == ["og 2 til."]


def test_nothing_changes_only_where_all_of_it_is_the_same():
    assert said(other(), same=True) == ("news_none", [], [])
    assert said(other()) == ("news_words", [], []), "the calculators are built anew: some word of theirs is another"
    assert said(other(rules="000000000000")) == ("news_rules_alone", [], [])
    assert said(other(*SLOWER), same=True)[0] == "news_lead", "it can't be; if so, what is seen counts"


@pytest.mark.parametrize(
    "broken",
    ["", "null", "{", "[]", {}, other(facts={}), other(rules=None), other(("nel-rate-1", "used_by", "x")), other(calculators=None)],
    ids=range(9),
)
def test_what_cannot_be_computed_is_unknown_and_never_nothing(broken):
    for same in (True, False):
        assert said(broken, same=same)[0] == "news_unknown"
        assert said(other(), before=broken, same=same)[0] == "news_unknown"
    assert said(other(), before=FACTS | {"build": "another"}, same=True)[0] == "news_unknown"
