"""Runs pytest on a small project, in this process."""

from collections.abc import Callable, Iterable, Mapping

import pytest

from guide.records.failures import Failure
from tests.failure_coverage import Rows
from tests.guarding import Guarding
from tests.watch import Watch, is_everything


class Watching:
    """Does for a small project what `tests/conftest.py` does for this one."""

    def __init__(self, guards: Mapping[str, list[str]], listed: Iterable[Failure]):
        self.guards, self.listed = guards, tuple(listed)

    def pytest_configure(self, config: pytest.Config) -> None:
        if is_everything(config):
            config.pluginmanager.register(Watch(Guarding(self.guards), Rows(self.listed, "is not on this machine")), "guarding")


@pytest.fixture
def whole_run(pytester: pytest.Pytester) -> Callable[..., tuple[int, str]]:
    """Runs all tests of a project that has `tests/test_x.py` alone, watched over: the exit code, and what was said."""
    pytester.makepyprojecttoml('[tool.pytest.ini_options]\ntestpaths = ["tests"]\naddopts = ["--import-mode=importlib"]\n')
    pytester.mkdir("tests")

    def ran(tests: str, *args: str, guards: Mapping[str, list[str]] | None = None, listed: Iterable[Failure] = ()) -> tuple[int, str]:
        (pytester.path / "tests/test_x.py").write_text(tests, "utf-8")
        result = pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider", *args, plugins=[Watching(guards or {}, listed)])
        return result.ret, result.stdout.str()

    return ran
