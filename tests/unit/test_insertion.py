"""No script of ours turns text into markup or code but in the one place that checks it (decision 13)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "docs/assets"
SCRIPTS = {path.relative_to(ASSETS).as_posix(): path for path in sorted(ASSETS.rglob("*.*js"))}
# Whatever makes markup or code out of a string, or lets an address decide what runs.
SINKS = {
    "innerHTML": r"\binnerHTML\b",
    "outerHTML": r"\bouterHTML\b",
    "insertAdjacentHTML": r"\binsertAdjacentHTML\b",
    "document.write": r"\bdocument\s*\.\s*write(ln)?\b",
    "createContextualFragment": r"\bcreateContextualFragment\b",
    "DOMParser": r"\bDOMParser\b",
    "parseHTMLUnsafe": r"\b(parse|set)HTML(Unsafe)?\b",
    "srcdoc": r"\bsrcdoc\b",
    "eval": r"\beval\s*\(",
    "Function": r"\bnew\s+Function\b|\bFunction\s*\(",
    "timer with text": r"\bset(Timeout|Interval)\s*\(\s*[\"'`]",
    "handler by name": r"setAttribute\(\s*[\"'`]on",
    "javascript:": r"javascript:",
    "script element": r"\b(?:createElement|make)\(\s*[\"'`](script|iframe|object|embed|base|meta|link|style)\b",
    "inline style text": r"\bcssText\b|setAttribute\(\s*[\"'`]style",
}
ALLOWED = {("calculator/insert.mjs", "DOMParser"): 1}


def code(path: Path) -> str:
    """A script without its comments, which may name what they warn of."""
    return re.sub(r"/\*.*?\*/|(?<![:\"'`\\])//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("name", SCRIPTS)
def test_markup_is_made_from_text_in_one_place_only(name):
    found = {(name, sink): len(re.findall(pattern, code(SCRIPTS[name]))) for sink, pattern in SINKS.items()}
    assert {key: count for key, count in found.items() if count} == {key: n for key, n in ALLOWED.items() if key[0] == name}


@pytest.mark.parametrize("sink", SINKS)
def test_each_sink_would_be_found(sink):
    """The check above can fail."""
    example = {
        "innerHTML": "box.innerHTML = text",
        "outerHTML": "box.outerHTML=text",
        "insertAdjacentHTML": "a.insertAdjacentHTML('x', t)",
        "document.write": "document.write(t)",
        "createContextualFragment": "range.createContextualFragment(t)",
        "DOMParser": "new DOMParser()",
        "parseHTMLUnsafe": "box.setHTMLUnsafe(t)",
        "srcdoc": "frame.srcdoc = t",
        "eval": "eval(t)",
        "Function": "new Function(t)",
        "timer with text": "setTimeout('x()')",
        "handler by name": "a.setAttribute('onclick', t)",
        "javascript:": "a.href = 'javascript:' + t",
        "script element": 'document.createElement("script")',
        "inline style text": "a.style.cssText = t",
    }
    assert re.search(SINKS[sink], example[sink])


def test_answers_come_in_through_the_gate_and_from_one_caller():
    callers = [name for name, path in SCRIPTS.items() if name != "calculator/insert.mjs" and re.search(r"\binsertAnswer\s*\(", code(path))]
    assert callers == ["calculator/answer.mjs", "follow/panel.mjs"]


def test_what_is_read_apart_is_read_for_its_text():
    """Another page of the release, for the other language's sentence: no node of it enters this one."""
    readers = [name for name, path in SCRIPTS.items() if name != "calculator/insert.mjs" and re.search(r"\bapart\s*\(", code(path))]
    assert readers == ["report/report.mjs"]
    assert not re.search(r"\b(adoptNode|importNode)\b", code(SCRIPTS["report/report.mjs"]))


def test_what_runs_is_named_by_our_own_address_alone():
    """Modules and workers are loaded from addresses that are written out, or made from the folder of the build."""
    loaded = {
        (name, text.strip())
        for name, path in SCRIPTS.items()
        for text in re.findall(r"(?:\bimport|\bnew Worker)\(([^),]*)", code(path))
        if text.strip()
    }
    assert loaded == {
        ("app.mjs", '"./calculator/calculator.mjs"'),
        ("app.mjs", "new URL(`editor/${build("),  # below the site's root, in the folder of the build
        ("search/search.mjs", '"./engine.mjs"'),
        ("report/signs.mjs", '"./report.mjs"'),
        ("offline/offline.mjs", '"./news.mjs"'),
        ("search/search.mjs", "new URL(`assets/search/vendor/${name}`"),  # below the site's root; the names are checked below
        ("runtime/worker.mjs", "`${folder}pyodide.mjs`"),
        ("runtime/worker.mjs", "`${folder}pyodide.asm.js`"),
        ("runtime/runtime.mjs", "address"),  # in createWorker, whose one caller is checked below
    }
    assert re.findall(r"createWorker\((.*?)\);", code(ROOT / "docs/assets/runtime/runtime.mjs")) == ["`${folder}worker.mjs`"]
    named = re.findall(r"vendor\(([^)]*)\)", code(ROOT / "docs/assets/search/search.mjs"))
    assert named == ['"minisearch.mjs"', '"stemmer-nb.mjs"', '"stemmer-da.mjs"']
