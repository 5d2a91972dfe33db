"""The bill of materials is whole and fits its schema; the look-up of known faults says plainly what it could not do."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from guide.setup.toolchain import SetupError
from guide.supply import audit, sbom

ROOT = Path(__file__).resolve().parents[2]
EPOCH = 1_735_689_600


@pytest.fixture(scope="module")
def made() -> dict[str, dict]:
    """As the tools print them; that cyclonedx-py's fits the schema it checks itself, when the command runs."""
    return {"python": sbom.python_bill(validate=False), "npm": sbom.npm_bill()}


def ours(made: dict[str, dict]) -> dict[str, dict]:
    return {kind: sbom.ours(bill, kind, "1.0.0", "0123456789ab", EPOCH) for kind, bill in made.items()}


@pytest.fixture(scope="module")
def bills(made) -> dict[str, dict]:
    return ours(made)


def purls(bill: dict) -> set[str]:
    return {component["purl"].partition("?")[0] for component in bill["components"] if "purl" in component}


def test_every_locked_npm_package_is_in_its_bill(bills):
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    named = {path.rpartition("node_modules/")[2].replace("@", "%40", 1): package["version"] for path, package in locked.items() if path}
    npm = {f"pkg:npm/{name}@{version}" for name, version in named.items()}
    assert len(npm) > 50 and npm - purls(bills["npm"]) == set()


def test_every_locked_python_package_is_in_its_bill(bills):
    """Those that this machine needs: the lock file serves others too."""
    python = re.findall(r"^([a-zA-Z0-9._-]+)==([^ ;\\]+)([^\\\n]*)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    assert len(python) > 50
    plain = {re.sub(r"[-_.]+", "-", purl.removeprefix("pkg:pypi/").lower()) for purl in purls(bills["python"])}
    wanted = {re.sub(r"[-_.]+", "-", f"{name}@{version}".lower()) for name, version, condition in python if ";" not in condition}
    assert wanted - plain == set()


def test_they_tell_what_reaches_readers_from_what_only_builds(bills):
    required = {kind: {one["name"].lower() for one in bill["components"] if one["scope"] == "required"} for kind, bill in bills.items()}
    assert required == {"npm": {"pyodide"}, "python": {"mkdocs-material", "icalendar", "python-dateutil", "tzdata"}}
    for bill in bills.values():
        assert {component["scope"] for component in bill["components"]} == {"required", "excluded"}
        own = bill["metadata"]["component"]
        assert (own["name"], own["version"]) == ("immunoglobulin-guide", "1.0.0")


def test_nothing_of_this_machine_is_in_them(bills):
    text = json.dumps(bills)
    assert str(ROOT) not in text and "file://" not in text and f'"{ROOT.name}"' not in text and '"guard"' not in text


def test_the_same_commit_gives_the_same_bills(made, bills):
    assert ours({"python": made["python"], "npm": sbom.npm_bill()}) == bills
    assert {bill["metadata"]["timestamp"] for bill in bills.values()} == {"2025-01-01T00:00:00+00:00"}
    assert len({bill["serialNumber"] for bill in bills.values()}) == 2


def test_a_bill_without_what_is_shipped_is_refused(made):
    with pytest.raises(SetupError, match="lacks pyodide"):
        sbom.ours(made["python"], "npm", "1.0.0", "0123456789ab", EPOCH)


def test_a_tool_that_fails_is_told():
    with pytest.raises(SetupError, match="made no bill of materials: it is broken"):
        sbom.made_by("cyclonedx-py", [sys.executable, "-c", "import sys; sys.exit('it is broken')"])


# --- known faults


PIP = {
    "dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2", "3"]}, {"id": "X-2", "fix_versions": []}]}]
}
NPM = {"vulnerabilities": {"b": {"range": "<2", "severity": "high", "via": [{"title": "bad"}, "c"], "fixAvailable": False}}}


def test_faults_are_listed_with_what_mends_them():
    assert audit.python_faults(PIP) == ["a 1: X-1 (2, 3 mends it)", "a 1: X-2 (no version yet mends it)"]
    assert audit.npm_faults(NPM) == ["b <2: high: bad, by way of c (no version mends it yet)"]
    assert audit.python_faults({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}) == []
    assert audit.npm_faults({"vulnerabilities": {}}) == []


@pytest.mark.parametrize(
    "report", [{"message": "request failed, reason: getaddrinfo ENOTFOUND"}, {"error": {"code": "ENOTFOUND", "summary": ""}}]
)
def test_npm_without_network_is_no_clean_bill(report):
    with pytest.raises(audit.NotLookedUp, match=r"npm: .*ENOTFOUND: is there a network\?"):
        audit.npm_faults(report)


def test_a_package_passed_over_is_no_clean_bill():
    with pytest.raises(audit.NotLookedUp, match="a was passed over: gone"):
        audit.python_faults({"dependencies": [{"name": "a", "skip_reason": "gone"}]})


def test_a_tool_without_network_says_so():
    broken = "import sys; sys.exit('ConnectionError: Max retries exceeded: NewConnectionError')"
    with pytest.raises(audit.NotLookedUp, match=r"pip: ConnectionError: .*: is there a network\?"):
        audit.ask("pip", [sys.executable, "-c", broken])


def test_the_command_without_network():
    """Whatever it finds on this machine: never a traceback, never 0 without having asked."""
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "npm_config_fetch_retries": "0"}
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/audit.py"],
        capture_output=True,
        text=True,
        env=audit.toolchain.environment(
            nowhere
            | {
                "NO_PROXY": "",
                "no_proxy": "",
                "PYTHONHASHSEED": "0",
                "npm_config_https_proxy": "http://127.0.0.1:9",
                "npm_config_proxy": "http://127.0.0.1:9",
            }
        ),
        timeout=200,
    )
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert [line.split(":")[1].strip() for line in done.stderr.splitlines()] == ["not looked up", "not looked up"]
