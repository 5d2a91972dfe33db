"""Asks the public lists of known faults about every locked package, of Python and of npm. Needs a network.

Exit 0: nothing known. 1: something is known, listed with what mends it. 2: it could not be looked up, and why.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from guide.project import ROOT
from guide.setup import arguments, toolchain

TIMEOUT_S = 300
FAILED = 2  # not looked up


class NotLookedUp(Exception):
    """The list could not be asked; the text says why, in one line."""


def ask(tool: str, command: list[str]) -> dict[str, Any]:
    """What a tool found, as it prints it. Raises NotLookedUp."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=toolchain.environment(), stdin=subprocess.DEVNULL,
                              timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise NotLookedUp(f"{tool}: no answer within {TIMEOUT_S} s: check the network and start again") from None
    try:
        report: dict[str, Any] = json.loads(done.stdout)
        return report
    except ValueError:
        said = f"{done.stdout}\n{done.stderr}"
        with toolchain.LOG.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(command)}\n{said}\n")
        raise NotLookedUp(f"{tool}: {toolchain.said(said)}: is there a network?") from None


def python_faults(report: dict[str, Any]) -> list[str]:
    """One line a fault from what pip-audit prints. Raises NotLookedUp if it passed a package over."""
    lines = []
    for package in report["dependencies"]:
        if "skip_reason" in package:
            raise NotLookedUp(f"pip: {package['name']} was passed over: {package['skip_reason']}")
        for fault in package["vulns"]:
            mends = ", ".join(fault["fix_versions"]) or "no version yet"
            lines.append(f"{package['name']} {package['version']}: {fault['id']} ({mends} mends it)")
    return lines


def npm_faults(report: dict[str, Any]) -> list[str]:
    """One line a package from what npm prints. Raises NotLookedUp if npm could not ask."""
    if "vulnerabilities" not in report:
        said_of = report.get("error")
        error = said_of if isinstance(said_of, dict) else {}
        said = error.get("summary") or report.get("message") or error.get("code") or "it gave no list"
        raise NotLookedUp(f"npm: {toolchain.said(str(said))}: is there a network?")
    lines = []
    for name, fault in sorted(report["vulnerabilities"].items()):
        ids = ", ".join(via["title"] if isinstance(via, dict) else f"by way of {via}" for via in fault["via"])
        fix = "a newer version mends it" if fault.get("fixAvailable") else "no version mends it yet"
        lines.append(f"{name} {fault['range']}: {fault['severity']}: {ids} ({fix})")
    return lines


def main() -> int:
    arguments.Parser(description="Ask for known faults of the locked packages (needs a network).").parse_args()
    toolchain.in_venv()
    pip_audit = [sys.executable, "-m", "pip_audit", "-r", "requirements.txt", "--require-hashes", "--disable-pip", "--strict",
                 "--progress-spinner", "off", "-f", "json"]
    faults: list[str] = []
    not_asked: list[str] = []
    for tool, command, read in (("pip", pip_audit, python_faults), ("npm", [*toolchain.npm(), "audit", "--json"], npm_faults)):
        try:
            faults += read(ask(tool, command))
        except NotLookedUp as reason:
            not_asked.append(str(reason))
    for line in faults:
        toolchain.say(line)
    for line in not_asked:
        print(f"audit: not looked up: {line}", file=sys.stderr)
    if not faults and not not_asked:
        toolchain.say("no known fault in any locked package")
    return 2 if not_asked else 1 if faults else 0
