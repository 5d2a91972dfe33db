"""The entry points for the page's worker: JSON in, JSON out, never an exception.

Importing this module reads everything that answering needs (texts, facts, vectors), because the
package's files are gone once a memory snapshot is restored.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from calculators import GuideError, catalog, find, run, words
from calculators.element import html
from calculators.engine.asked import asking
from calculators.engine.examples import fingerprint
from calculators.facts import LANGUAGES
from calculators.facts.now import current
from calculators.follow import reply as followed
from calculators.generated import BUILD, VECTORS
from calculators.guidelines import guidelines
from calculators.page.answer import answer_element
from calculators.page.following import follow_element
from calculators.page.gist import gist
from calculators.presentation import presentation_of
from calculators.result import Result
from calculators.result.calendar_file import as_ics, file_name
from calculators.result.plaintext import as_text, for_old_systems


def answer(request: str) -> str:
    """Answer one request of the page."""

    def made(result: Result, asked: dict[str, Any]) -> dict[str, Any]:
        form = asking(result, asked["inputs"])
        return {
            "result": result.to_json(),
            "html": html(answer_element(result, asked["root"], asked["build"], form)),
            "text": as_text(result),
            "gist": gist(result),
            "asked": form.seen,
        }

    return _reply(request, made)


def calendar(request: str) -> str:
    """The dates of an answer as a calendar file, stamped with the moment that the page tells. icalendar must be there by now: the
    worker loads it on demand."""
    return _reply(
        request,
        lambda result, asked: {"ics": as_ics(result, datetime.fromisoformat(asked["now"]), BUILD), "name": file_name(result)},
    )


def follow(request: str) -> str:
    """A plan that is followed, at the moment that the page asks for, with what has happened to it."""

    def made(result: Result, asked: dict[str, Any]) -> dict[str, Any]:
        plan = followed.follow(find(asked["calculator"]), result, followed.asked_of(asked), current())
        return {
            **followed.to_json(plan, result.wording),
            "html": html(follow_element(plan, result, asked["root"], asked["build"])),
            "text": for_old_systems(followed.as_text(plan, result.wording)),
        }

    return _reply(request, made)


def _reply(request: str, made: Callable[[Result, dict[str, Any]], dict[str, Any]]) -> str:
    """What is made of the result asked for; a request that cannot be understood is answered with `error`."""
    try:
        asked = json.loads(request)
        today = date.fromisoformat(asked["today"]) if "today" in asked else None
        result = run(asked["calculator"], asked["inputs"], asked["lang"], today=today)
        reply = made(result, asked)
    except (GuideError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        reply = {"error": f"{type(error).__name__}: {error}"}
    return json.dumps({"build": BUILD, **reply}, ensure_ascii=False)


def self_test(calculators: str = "[]") -> str:
    """Recompute the vectors of the calculators named, a JSON list; of all if it is empty. One that differs closes all calculators.

    Names that no calculator has come back as `unknown`: asked of them, `answer` says so, and nothing is wrong with the others.
    """
    known = [calculator.id for calculator in catalog()]
    asked = json.loads(calculators) or known
    tested = [name for name in asked if name in known]
    vectors = [vector for vector in VECTORS if vector["calculator"] in tested]
    failed = []
    for vector in vectors:
        result = run(vector["calculator"], vector["inputs"], vector["lang"]).to_json()
        if fingerprint(result) != vector["fingerprint"]:
            failed.append(vector["name"])
    covered = {vector["calculator"] for vector in vectors}
    failed += [f"no vector for {name}" for name in tested if name not in covered]
    unknown = [name for name in asked if name not in known]
    return json.dumps({"ok": not failed, "checked": len(vectors), "failed": failed, "tested": tested, "unknown": unknown})


def _warm() -> None:
    """Read all words and facts now."""
    current()
    guidelines()
    for lang in LANGUAGES:
        words.common(lang)
        for calculator in catalog():
            words.calculator_words(calculator.id, lang)
    for calculator in catalog():
        presentation_of(calculator.id)


_warm()
