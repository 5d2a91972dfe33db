"""Writes the software bills of materials: everything that the site, its build and its tests are made of (CycloneDX, JSON).

One for the Python packages, made by cyclonedx-py from the locked environment, and one for npm's, made by npm from its lock file. In each,
what reaches readers has the scope `required`; what only builds and tests is `excluded`. The same commit gives the same files.
"""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from guide.project import ROOT
from guide.setup import arguments, toolchain

NAME = "immunoglobulin-guide"
# Of the packages only these leave something in the built site, besides the libraries of the calendar file.
SHIPPED = {"python": {"mkdocs-material"}, "npm": {"pyodide"}}


def made_by(tool: str, command: list[str]) -> dict[str, Any]:
    """The bill that a tool prints. Raises SetupError with the tool's last words."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=toolchain.environment(), stdin=subprocess.DEVNULL)
    try:
        bill: dict[str, Any] = json.loads(done.stdout)
        return bill
    except ValueError:
        said = [line for line in done.stderr.splitlines() if line.strip()][-1:] or ["it said nothing"]
        raise toolchain.SetupError(f"{tool} made no bill of materials: {said[0][:300]}") from None


def python_bill(*, validate: bool = True) -> dict[str, Any]:
    """Of the environment that runs this. Unless told not to, the tool holds it against the schema, which takes some seconds."""
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "environment", sys.executable, "--output-reproducible", "--of", "JSON",
               "--sv", "1.6", "--validate" if validate else "--no-validate"]
    return made_by("cyclonedx-py", [*command, "-o", "-"])


def npm_bill() -> dict[str, Any]:
    return made_by("npm", [*toolchain.npm(), "sbom", "--sbom-format", "cyclonedx", "--package-lock-only"])


def shipped(kind: str) -> set[str]:
    """The packages of this kind that reach readers."""
    from guide.build.runtime import LIBRARIES

    return SHIPPED[kind] | (set(LIBRARIES) if kind == "python" else set())


def ours(bill: dict[str, Any], kind: str, version: str, build: str, epoch: int) -> dict[str, Any]:
    """The bill with our name, the time and id of the commit, and what of it reaches readers.

    Raises SetupError if something that reaches them is not in it."""
    wanted = shipped(kind)
    if missing := wanted - {component["name"].lower() for component in bill["components"]}:
        raise toolchain.SetupError(f"the bill of materials lacks {', '.join(sorted(missing))}: set up anew with scripts/serve.py")
    scope = {True: "required", False: "excluded"}
    components = [component | {"scope": scope[component["name"].lower() in wanted]} for component in bill["components"]]
    own = bill["metadata"].get("component", {"type": "application", "bom-ref": NAME}) | {"name": NAME, "version": version}
    metadata = bill["metadata"] | {"timestamp": datetime.fromtimestamp(epoch, UTC).isoformat(), "component": own}
    number = uuid.uuid5(uuid.NAMESPACE_URL, f"{build}/{kind}").urn
    return bill | {"serialNumber": number, "metadata": metadata, "components": components}


def main() -> int:
    parser = arguments.Parser(description="Write the software bills of materials.")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write python.cdx.json and npm.cdx.json into")
    args = parser.parse_args()
    toolchain.in_venv()

    import tomllib

    from guide.build.site import build_id, commit_time

    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    made = {"python": python_bill(), "npm": npm_bill()}
    bills = {kind: ours(bill, kind, version, build_id(), int(commit_time())) for kind, bill in made.items()}
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        for kind, bill in bills.items():
            (args.out / f"{kind}.cdx.json").write_text(json.dumps(bill, ensure_ascii=False, indent=1) + "\n", "utf-8")
            toolchain.say(f"{args.out / f'{kind}.cdx.json'}: {len(bill['components'])} components")
    except OSError as error:
        raise toolchain.SetupError(f"{error.filename or args.out}: {error.strerror}: name a folder that can be written to") from None
    return 0
