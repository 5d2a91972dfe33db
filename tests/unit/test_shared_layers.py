"""What all calculators share names none of them, and no guideline: what is special to one stands as data in its folder."""

import ast
import re
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import calculators
from calculators import words
from calculators.folders import folder_of, guideline_of
from tests.frozen import FROZEN

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "calculators"
ROOMS = ("answer", "drawing", "engine", "form", "page", "result", "rulekit", "words")
SHARED = sorted(
    {
        *PACKAGE.glob("*.py"),
        *(path for room in ROOMS for path in (PACKAGE / room).rglob("*.py")),
        *(PACKAGE / "facts").glob("*.py"),
        *(ROOT / "guide/markdown").rglob("*.py"),
        *(ROOT / "docs/assets").rglob("*.css"),
        *(ROOT / "docs/assets").rglob("*.mjs"),
        *(ROOT / "overrides").rglob("*.html"),
    }
)
GUIDELINES = {guideline_of(one.id).folder for one in calculators.catalog()}
# Words that the shared layers use in a meaning of their own: the start of a range, the state of a worker, a form, why something failed.
COMMON = {"start", "end", "step", "form", "ready", "reason", "incomplete"}
PREFIXES = {fact.partition("-")[0] for fact in FROZEN.by_id}


def names_of(calculator) -> set[str]:
    """Its fields, figures and outcomes."""
    own = words.calculator_words(calculator.id, "nb")
    return {*own["field"], *own.get("value", {}), *own.get("outcome", {})}


def special() -> set[str]:
    """The names that one calculator alone has, and the codes of its answers that no other has."""
    found = Counter(name for one in calculators.catalog() for name in names_of(one))
    return {name for name, times in found.items() if times == 1} - COMMON


def code_of(path: Path) -> str:
    """The file without its comments and docstrings, which may give a calculator as an example."""
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        text = re.sub(r'"""(?:.|\n)*?"""', "", text)
        return re.sub(r"(?m)(?:^|\s)#.*$", "", text)
    if path.suffix == ".html":
        return re.sub(r"(?s)\{#.*?#\}|<!--.*?-->", "", text)
    text = re.sub(r"(?s)/\*.*?\*/", "", text)
    return re.sub(r"(?m)(?:^|\s)//.*$", "", text) if path.suffix == ".mjs" else text


def named_in(code: str) -> set[str]:
    """What of a calculator or a guideline the code names."""
    found = set()
    for one in calculators.catalog():
        folder = folder_of(one.id).name
        guideline = guideline_of(one.id).folder
        if re.search(rf"(?<![\w-]){one.id}(?![\w-])|\b{guideline}[._/]{folder}\b", code):
            found.add(one.id)
    for key in GUIDELINES | PREFIXES:
        if re.search(rf"""["'`]{key}["'`]|[\^$*~|]?="?{key}\b|\bcalculators\.{key}\b|["'`({{#]{key}-""", code):
            found.add(key)
    return found | {name for name in special() if re.search(rf"""["'`]{name}["'`]|=["']?{name}["']?\]""", code)}


# A plan that is followed has words of its own between page and worker, whichever calculator gives it.
OF_A_FOLLOWED_PLAN = {"rate_ml_h"}


@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_shared_layer_names_no_calculator_and_no_guideline(path):
    allowed = OF_A_FOLLOWED_PLAN if "follow" in path.relative_to(ROOT).as_posix() else set()
    assert named_in(code_of(path)) - allowed == set()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('_TABLES = {"ivig-course": _course}', {"ivig-course", "ivig"}),
        ('.ig-result[data-calculator="sid-eligibility"] .ig-chart {}', {"sid-eligibility", "sid"}),
        ('ig-calculator[data-calculator^="sid"] .ig-side {}', {"sid"}),
        ('[data-guideline="nel"] {}', {"nel"}),
        ("from calculators.sid.eligibility.rule import POPULATIONS", {"sid-eligibility", "sid"}),
        ('CLOCK_FIELDS = {"start_time"}', {"start_time"}),
        ('.ig-value[data-name="total_minutes"] {}', {"total_minutes"}),
        ('if code != "end_day":', {"end_day"}),
        ('OUTCOME_SIGNS = {"not_met": "x"}', {"not_met"}),
        ('link = f"mr-{name}"', {"mr"}),
        ('say = "weight_kg"', set()),
    ],
)
def test_it_would_be_noticed(code, found):
    assert named_in(code) == found


def imports_of(path: Path, modules: set[str]) -> set[str]:
    """The package's modules that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            named = {f"{node.module}.{one.name}" for one in node.names} & modules
            found |= named or ({node.module} & modules)
    return found


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_no_module_imports_upward_and_none_inside_a_function():
    """A circle would need an import inside a function. The one that stands inside a function is for memory, and no circle either."""
    modules = {module_of(path): path for path in PACKAGE.rglob("*.py")}
    graph = {name: imports_of(path, set(modules)) - {name, "calculators"} for name, path in modules.items() if name != "calculators"}
    assert graph["calculators.words.wording"] >= {"calculators.words", "calculators.answer"}
    TopologicalSorter(graph).prepare()  # raises CycleError
    inside = [
        (name, node.module)
        for name, path in modules.items()
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("calculators")
    ]
    assert inside == [("calculators.facts.now", "calculators.facts.check")]


def test_the_catalogue_is_apart_from_the_calculators():
    """No shared module imports a calculator: they are found."""
    for path in SHARED:
        if path.suffix == ".py":
            assert not re.search(rf"(?m)^\s*(from|import) calculators\.({'|'.join(sorted(GUIDELINES))})\b", path.read_text("utf-8")), path
