"""The table of others' faults names tests that exist."""

import ast
import re

from guide.project import ROOT

TABLE = ROOT / "docs/guides/faults.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`")


def named() -> list[tuple[str, str]]:
    """Each file and test that a row names; a test without a file is of the file before it in the row."""
    found = []
    for row in TABLE.read_text("utf-8").splitlines():
        file = ""
        for match in NAMED.finditer(row.rpartition(" | ")[2]):
            file = match[1] or file
            found.append((file, match[2] or ""))
    return found


def test_every_named_test_exists():
    tests = {}
    for file in {file for file, _ in named()}:
        assert (ROOT / file).is_file(), f"{file!r} is no file"
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        tests[file] = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert len(named()) > 50
    assert [(file, test) for file, test in named() if test and test not in tests[file]] == []


def test_every_kind_has_a_test():
    kinds = [row for row in TABLE.read_text("utf-8").splitlines() if row.startswith("| ") and "---" not in row][1:]
    assert [row for row in kinds if not row.startswith("| **") and not NAMED.search(row.rpartition(" | ")[2])] == []
