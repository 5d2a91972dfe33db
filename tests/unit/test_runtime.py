"""The runtime is put together as its manifest says, and a build that could not start in a browser fails first."""

import ast
import base64
import gzip
import hashlib
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from guide.build import runtime
from guide.build.runtime import RuntimeBuildError
from guide.project import ROOT

BUILD = "0123456789ab"
NAME = "calculators-1.0.0-py3-none-any.whl"
ANSWERS = """
import json
import re
from pathlib import Path
BUILD = json.loads((Path(__file__).parent / "build.json").read_text())["build"]
def answer(request):
    return json.dumps({"build": BUILD, "result": {}, "html": "", "text": ""})
def self_test():
    return json.dumps({"ok": True, "checked": 1})
"""


def make_wheel(folder: Path, browser: str = ANSWERS, build: str = BUILD, leave_out: str = "") -> Path:
    """A small stand-in for the wheel of the calculators."""
    info = "calculators-1.0.0.dist-info"
    members = {
        "calculators/__init__.py": "",
        "calculators/browser.py": browser,
        "calculators/build.json": json.dumps({"build": build}),
        "calculators/facts.json": "{}",
        "calculators/guidelines.toml": "",
        "calculators/vectors.json": "[]",
        f"{info}/METADATA": "Metadata-Version: 2.3\nName: calculators\nVersion: 1.0.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / NAME, "w") as archive:
        for name, text in members.items():
            if name != leave_out:
                archive.writestr(name, text)
    return folder / NAME


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The stand-in, built. That another build gives the same bytes: `tests/site/test_reproducible.py`."""
    folder = tmp_path_factory.mktemp("runtime")
    report = runtime.build_runtime(make_wheel(folder / "one"), folder / "one/out", BUILD)
    return folder / "one/out", report


# --- the whole


def test_the_manifest_lists_every_other_file_with_its_hash(built):
    folder, report = built
    manifest = json.loads((folder / "manifest.json").read_text())
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"}
    assert manifest["build"] == BUILD
    assert manifest["files"] == {name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in files.items()}
    assert {"worker.mjs", "engine.mjs", "protocol.mjs", "pyodide.asm.wasm", "snapshot.packed"} <= files.keys()
    assert report.files.keys() == {*files, "manifest.json"}


def test_the_lock_file_holds_our_packages_alone_and_their_true_hashes(built):
    folder, _ = built
    packages = json.loads((folder / "pyodide-lock.json").read_text())["packages"]
    assert set(packages) == {"calculators", *runtime.LIBRARIES}
    assert packages["calculators"]["depends"] == [], "a start loads no library"
    for package in packages.values():
        assert set(package["depends"]) <= set(runtime.LIBRARIES)
        assert package["sha256"] == hashlib.sha256((folder / package["file_name"]).read_bytes()).hexdigest()
    assert {path.name for path in folder.glob("*.whl")} == {package["file_name"] for package in packages.values()}


def test_the_worker_loads_the_libraries_that_are_there():
    [names] = re.findall(r"const CALENDAR_PACKAGES = (\[.*?\]);", (runtime.ASSETS / "worker.mjs").read_text())
    assert tuple(json.loads(names)) == runtime.LIBRARIES


@pytest.mark.parametrize("name", ["calculators/browser.pyc", "icalendar/__init__.pyc", "dateutil/__init__.pyc", "tzdata/zoneinfo/UTC"])
def test_a_wheel_holds_no_source_and_a_true_record(built, name):
    folder, _ = built
    package = {"dateutil": "python_dateutil"}.get(name.partition("/")[0], name.partition("/")[0])
    [wheel] = folder.glob(f"{package}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert not [name for name in names if name.endswith(".py")]
        assert name in names
        assert not [name for name in names if runtime.LEFT_OUT.match(name.replace(".pyc", ".py"))]
        assert package == "calculators" or [name for name in names if "/licenses/" in name], "its licence goes with it"
        assert {info.date_time for info in archive.infolist()} == {runtime.ZIP_TIME}
        record = archive.read(next(name for name in names if name.endswith("/RECORD"))).decode()
        listed = dict(line.split(",", 1) for line in record.splitlines())
        assert listed.keys() == set(names)
        for name in names:
            content = archive.read(name)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            assert listed[name] == ("," if name.endswith("/RECORD") else f"sha256={digest},{len(content)}")


def test_the_snapshot_names_no_place_of_this_machine(built):
    folder, report = built
    memory = gzip.decompress((folder / "snapshot.packed").read_bytes())
    assert len(memory) == report.snapshot
    assert str(runtime.ROOT).encode() not in memory
    assert str(folder.parent).encode() not in memory
    assert str(Path.home()).encode() + b"/." not in memory


def test_the_report_says_how_much_room_is_left(built):
    _, report = built
    assert 0 < report.room < report.heap_limit
    assert any("room left in the heap" in line and "MB of 20 MB" in line for line in report.lines())


def test_a_package_that_needs_a_larger_heap_is_refused(tmp_path):
    wheel = make_wheel(tmp_path, ANSWERS + "\nKEPT = [bytes(1000) for _ in range(20_000)]\n")
    with pytest.raises(RuntimeBuildError, match="6254"):
        runtime.build_runtime(wheel, tmp_path / "out", BUILD)


def test_a_package_that_fails_its_self_test_is_refused(tmp_path):
    wheel = make_wheel(tmp_path, ANSWERS.replace('"ok": True', '"ok": False, "failed": ["rate-60-kg"]'))
    with pytest.raises(RuntimeBuildError, match="rate-60-kg"):
        runtime.build_runtime(wheel, tmp_path / "out", BUILD)


def test_an_error_in_the_package_is_told(tmp_path):
    wheel = make_wheel(tmp_path, "raise LookupError('no such fact')")
    with pytest.raises(RuntimeBuildError, match="no such fact"):
        runtime.build_runtime(wheel, tmp_path / "out", BUILD)


def test_a_library_that_is_not_the_locked_one_is_refused(tmp_path):
    (tmp_path / "requirements.txt").write_text("icalendar==1.0 \\\n")
    with pytest.raises(RuntimeBuildError, match=r"icalendar .* is installed, requirements\.txt locks another"):
        runtime.library_wheel("icalendar", tmp_path, tmp_path / "requirements.txt")


def test_a_library_that_was_changed_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(runtime.metadata.PackagePath, "read_binary", lambda path: b"changed")
    with pytest.raises(RuntimeBuildError, match="was changed after icalendar was installed"):
        runtime.library_wheel("icalendar", tmp_path)


def test_a_library_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RuntimeBuildError, match="no-such-library is not installed"):
        runtime.library_wheel("no-such-library", tmp_path)


# --- its parts


@pytest.fixture
def pyodide(tmp_path):
    """A folder that looks like the npm package, and a lock file for it."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    for name in (*runtime.PYODIDE_FILES, runtime.LOCK):
        (folder / name).write_text("")
    (folder / "package.json").write_text('{"version": "0.29.5"}')
    lock = tmp_path / "package-lock.json"
    lock.write_text('{"packages": {"node_modules/pyodide": {"version": "0.29.5"}}}')
    return folder, lock


def test_the_locked_pyodide_is_accepted(pyodide):
    assert runtime.check_pyodide(*pyodide) == "0.29.5"


def test_another_pyodide_than_the_locked_is_refused(pyodide):
    (pyodide[0] / "package.json").write_text('{"version": "0.29.4"}')
    with pytest.raises(RuntimeBuildError, match=r"0\.29\.4 is installed.*locks 0\.29\.5"):
        runtime.check_pyodide(*pyodide)


@pytest.mark.parametrize("name", [*runtime.PYODIDE_FILES, runtime.LOCK, "package.json"])
def test_a_missing_file_of_pyodide_is_named(pyodide, name):
    (pyodide[0] / name).unlink()
    with pytest.raises(RuntimeBuildError, match=f"{name} is missing"):
        runtime.check_pyodide(*pyodide)


def test_a_lock_without_pyodide_is_refused(pyodide):
    pyodide[1].write_text('{"packages": {}}')
    with pytest.raises(RuntimeBuildError, match="does not say"):
        runtime.check_pyodide(*pyodide)


def test_a_missing_wheel_is_named(tmp_path):
    with pytest.raises(RuntimeBuildError, match="is missing"):
        runtime.check_wheel(tmp_path / NAME, BUILD)


def test_a_wheel_of_another_build_is_refused(tmp_path):
    with pytest.raises(RuntimeBuildError, match="of build ba9876543210"):
        runtime.check_wheel(make_wheel(tmp_path, build="ba9876543210"), BUILD)


@pytest.mark.parametrize("name", [f"calculators/{name}" for name in runtime.GENERATED])
def test_a_wheel_without_a_generated_file_is_refused(tmp_path, name):
    with pytest.raises(RuntimeBuildError, match=name):
        runtime.check_wheel(make_wheel(tmp_path, leave_out=name), BUILD)


def test_a_missing_worker_is_named(tmp_path, monkeypatch):
    assets = tmp_path / "assets"
    shutil.copytree(runtime.ASSETS, assets)
    (assets / "worker.mjs").unlink()
    monkeypatch.setattr(runtime, "ASSETS", assets)
    with pytest.raises(RuntimeBuildError, match=r"worker\.mjs is missing"):
        runtime.build_runtime(make_wheel(tmp_path), tmp_path / "out", BUILD)


def test_a_pyodide_that_does_not_state_its_heap_is_refused(tmp_path):
    script = tmp_path / "pyodide.asm.js"
    script.write_text("var x = 1")
    with pytest.raises(RuntimeBuildError, match="default heap"):
        runtime.default_heap(script)


def test_the_default_heap_is_20_mb():
    assert runtime.default_heap(runtime.ROOT / "node_modules/pyodide/pyodide.asm.js") == 20 * 2**20


# --- the standard library, bare


def test_what_only_people_read_does_not_travel():
    source = (
        '"""About."""\n# Copyright 2001 Somebody.\n# Licensed to PSF.\n# why\nclass A:\n    """Doc."""\n\n'
        'def f(x):\n    """Doc."""\n    assert x, "told"  # why\n    return """not a docstring"""\n\ndef g():\n    """Doc."""\n'
    )
    assert runtime.bare(source) == (
        "# Copyright 2001 Somebody.\n# Licensed to PSF.\nclass A:\n    pass\n\n"
        "def f(x):\n    assert x, 'told'\n    return 'not a docstring'\n\ndef g():\n    pass\n"
    )


@pytest.mark.parametrize(
    "name", ["_pydatetime.py", "dataclasses.py", "fractions.py", "json/decoder.py", "re/_parser.py", "enum.py", "typing.py"]
)
def test_a_bare_module_does_the_same(name):
    """Read anew, it is the module without the text that stands first in a module, class or function."""
    with zipfile.ZipFile(ROOT / "node_modules/pyodide/python_stdlib.zip") as archive:
        source = archive.read(name).decode()

    class Undocumented(ast.NodeTransformer):
        def generic_visit(self, node):
            super().generic_visit(node)
            match node:
                case ast.Module() | ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                    match node.body:
                        case [ast.Expr(ast.Constant(str())), *rest]:
                            node.body = rest or [ast.Pass()]
            return node

    bare = runtime.bare(source)
    assert ast.dump(ast.parse(bare)) == ast.dump(Undocumented().visit(ast.parse(source)))
    assert len(bare) < len(source)
