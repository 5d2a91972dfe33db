"""The entry points for the editor's worker: JSON in, JSON out, never an exception.

The files of the project that the checks read lie where they lie in a checkout: beside the packages `guide` and `calculators`.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from markdown import markdown

from calculators.errors import GuideError
from calculators.facts import Facts
from calculators.facts.check import check_pages, read_pages, register
from guide.clinical import report
from guide.clinical.compare import Comparison, PatientDiff
from guide.clinical.language import Language
from guide.clinical.trees import Side
from guide.editing import facts, sentences
from guide.editing.all_checks import TEXTS, all_checks, is_wanted
from guide.editing.figures import with_mark
from guide.editing.finding import OTHER
from guide.project import LANGUAGES, ROOT
from guide.proposing import patch, preview, whom

Json = dict[str, Any]
Texts = dict[str, dict[str, str]]
FIRST_LINES = 8  # patients that are named while the rest is still being worked out
LONGEST_REPORT = 20_000  # characters of the report in a patch: as much as a pull request shows
NAMES = {"nb": ("forslaget", "utkast"), "da": ("forslaget", "kladde"), "en": ("proposal", "draft")}


@cache
def _released() -> Texts:
    """The pages of this release."""
    return {lang: read_pages(ROOT, lang) for lang in LANGUAGES}


@cache
def _known() -> Facts:
    return check_pages(_released())


def _edited(request: Json) -> Texts:
    """The pages with what was edited. Raises KeyError for a page that is not there."""
    texts = {lang: dict(of) for lang, of in _released().items()}
    for file, text in request["edited"].items():
        own = texts[file.split("/")[1]]
        if file not in own:
            raise KeyError(file)
        own[file] = text
    return texts


def _pages(texts: Mapping[str, str]) -> Texts:
    """The pages of another release by language. Raises KeyError for a file that is in none."""
    found: Texts = {lang: {} for lang in LANGUAGES}
    for file, text in texts.items():
        found[file.split("/")[1]][file] = text
    return found


def _reply(request: str, made: Callable[[Json], Json]) -> str:
    try:
        reply = made(json.loads(request))
    except preview.NotShown as error:
        reply = {"refused": str(error)}
    except (GuideError, KeyError, TypeError, ValueError, ArithmeticError, AttributeError, IndexError, ImportError) as error:
        reply = {"error": f"{type(error).__name__}: {error}"}
    return json.dumps(reply, ensure_ascii=False)


def start(_request: str) -> str:
    """Read everything once. Tells how many facts there are, for the page to see that it works."""
    return _reply("{}", lambda _: {"facts": len(_known().by_id)})


def check(request: str) -> str:
    """The findings in the edited pages, as `scripts/check.py` gives them for the same edit; `lang` is the reader's language."""

    def made(asked: Json) -> Json:
        files = _files() | asked["edited"]
        if asked.get("agreed"):
            files[sentences.FILE] = _record(asked)
        found = all_checks(files, _released(), date.fromisoformat(asked["today"]))
        return {"findings": [finding.to_json(asked.get("lang", "")) for finding in found]}

    return _reply(request, made)


def _record(asked: Json) -> str:
    """Which sentences were read side by side, with those that the editor of this draft says agree."""
    known = sentences.parse(_files()[sentences.FILE])
    return sentences.as_text(sentences.agreed_with(_edited(asked), known, asked["agreed"]))


@cache
def _files() -> dict[str, str]:
    """What the checks read of the project, as it was released."""
    paths = [path for name in ("docs", "calculators", "releases") for path in (ROOT / name).rglob("*")]
    found = {}
    for path in sorted([*ROOT.glob("mkdocs.*.yml"), *paths]):
        name = path.relative_to(ROOT).as_posix()
        if is_wanted(name) and path.is_file():
            found[name] = path.read_text("utf-8") if path.suffix in TEXTS else ""
    return found


def show(request: str) -> str:
    """An edited page as the site will show it."""
    return _reply(
        request, lambda asked: {"html": preview.html_of(asked["file"], _edited(asked), _known(), asked["root"], asked["lang"])}
    )


def twin(request: str) -> str:
    """The line of the other language with this language's figure in it, in that language's spelling; nothing for words."""

    def made(asked: Json) -> Json:
        texts, (fact, lang) = _edited(asked), (asked["fact"], asked["lang"])
        marks = facts.marks_of(texts)
        there, text = marks.get((OTHER[lang], fact)), facts.translated(fact, marks, lang)
        if there is None:
            return {"line": 0}
        line = texts[OTHER[lang]][there.file].split("\n")[there.line - 1]
        mended = with_mark(line, fact, text) if text else None
        own = register()[fact.partition(".")[0]].shape.get(fact.partition(".")[2] or "value", "text")
        return {"file": there.file, "line": there.line, "text": mended, "figure": text, "is_words": own == "text"}

    return _reply(request, made)


# --- whom it changes ---------------------------------------------------------------------------------

_running: Iterator[whom.Step | Comparison] | None = None
_begun: Json | None = None  # what is being compared: the pages that were edited
_last: tuple[Json | None, Comparison] | None = None


def begin(request: str) -> str:
    """Begin to compare the release with what was edited, or with the `texts` of another release; `go_on` gives the steps."""

    def made(asked: Json) -> Json:
        global _running, _begun, _last
        after = _pages(asked["texts"]) if "texts" in asked else _edited(asked)
        _last, _begun, _running = None, asked.get("edited"), whom.compared(_released(), after)
        return {"begun": True}

    return _reply(request, made)


def go_on(request: str) -> str:
    """The next step, or at last the report."""

    def made(asked: Json) -> Json:
        global _last
        if _running is None:
            raise ValueError("nothing was begun")
        step = next(_running)
        if isinstance(step, whom.Step):
            return _so_far(step, asked["lang"])
        _last = (_begun, step)
        changed = _changed(Language(asked["lang"], step.names), step.answers)
        return {"report": _report(step, asked), "html": as_html(_report(step, asked, 0)), **changed, "asked": step.asked,
                "answered": step.answered, "status": step.exit_code}

    return _reply(request, made)


def _changed(say: Language, found: Sequence[PatientDiff]) -> Json:
    """How many get another answer, and in the report's own words what changes for them."""
    return {"changed": len(found), "kinds": " ".join(sentence.strip("*") for _, sentence in report.by_kind(say, found))}


def _so_far(step: whom.Step, lang: str) -> Json:
    say = Language(lang, step.names)
    changed = [diff for diff in step.found if diff.kind != "words"]
    lines = [
        {"calculator": say.calculator(diff.patient.calculator), "patient": say.patient(diff.patient), "what": report.summary_of(say, diff)}
        for diff in changed[:FIRST_LINES]
    ]
    return {"done": step.done, "total": step.total, "lines": lines, **_changed(say, changed)}


def _report(found: Comparison, asked: Json, longest: int = LONGEST_REPORT) -> str:
    name, commit = NAMES[asked["lang"]]
    if other := asked.get("waiting"):
        name, commit = other["version"], other["build"]
    return report.as_markdown(found, (Side(asked["version"], asked["build"], ROOT), Side(name, commit, ROOT)), "", longest, asked["lang"])


def as_html(text: str) -> str:
    """A report as HTML. What it quotes of the text is shown as text; its own folds are the only markup in it."""
    lines, fenced = [], False
    for line in text.split("\n"):
        fenced ^= line.strip().startswith("```")
        if line.startswith("<details><summary>"):
            line = f'<details markdown="1"><summary>{html.escape(line[18:].removesuffix("</summary>"))}</summary>'
        elif line != "</details>" and not fenced:
            line = line.replace("&", "&amp;").replace("<", "&lt;")
        lines.append(line.removeprefix("  ") if fenced or line.strip() == "```" else line)
    named = [f"markdown.extensions.{name}" for name in ("tables", "md_in_html", "fenced_code", "sane_lists")]
    made: str = markdown("\n".join(lines), extensions=named, extension_configs={named[0]: {"use_align_attribute": True}})
    return made


# --- handing in ----------------------------------------------------------------------------------------


def pack(request: str) -> str:
    """The proposal: as a patch, with what was agreed to, and as a plain diff of the pages. The report of the last comparison goes
    along if it was of these very texts."""

    def made(asked: Json) -> Json:
        texts, before = _edited(asked), _released()
        changed = {file: (before[lang][file], text) for lang, of in texts.items() for file, text in of.items()
                   if text != before[lang][file]}
        record = {sentences.FILE: (_files()[sentences.FILE], _record(asked))} if changed and asked.get("agreed") else {}
        fits = _last is not None and _last[0] == asked["edited"]
        one = patch.Proposal(asked["title"], asked["why"], asked["source"], asked["author"], datetime.fromisoformat(asked["now"]),
                             changed | record,
                             _report(_last[1], asked) if _last and fits else "")
        plain = patch.diff(changed)
        if changed:
            patch.files_of(plain)
        return {"patch": patch.as_patch(one), "diff": plain, "files": sorted(changed), "report": one.report}

    return _reply(request, made)
