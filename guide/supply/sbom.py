"""Writes the software bill of materials: everything that the site, its build and its tests are made of (CycloneDX, JSON).

The list of Python packages is made by cyclonedx-py from the locked environment, that of npm by npm from its lock file;
here they become one. What reaches readers has the scope `required`; what only builds and tests is `excluded`. The same
commit gives the same file.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

from guide.project import ROOT
from guide.setup import toolchain

NAME = "immunoglobulin-guide"
# Of the packages only these leave something in the built site, besides the libraries of the calendar file.
SHIPPED = {"pyodide", "mkdocs-material"}


def made_by(tool: str, command: list[str]) -> dict:
    """The bill that a tool prints. Raises SetupError with the tool's last words."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=toolchain.environment(), stdin=subprocess.DEVNULL)
    try:
        return json.loads(done.stdout)
    except ValueError:
        said = [line for line in done.stderr.splitlines() if line.strip()][-1:] or ["it said nothing"]
        raise toolchain.SetupError(f"{tool} made no bill of materials: {said[0][:300]}") from None


def python_bill() -> dict:
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "environment", sys.executable, "--output-reproducible", "--of", "JSON"]
    return made_by("cyclonedx-py", [*command, "-o", "-"])


def npm_bill() -> dict:
    return made_by("npm", [*toolchain.npm(), "sbom", "--sbom-format", "cyclonedx", "--package-lock-only"])


def merged(bills: list[dict], version: str, build: str, epoch: int):
    """One bill for the whole project, as a cyclonedx `Bom`."""
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentScope, ComponentType

    from guide.build.runtime import LIBRARIES

    shipped = {name.lower() for name in (*SHIPPED, *LIBRARIES)}
    whole = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, build))
    whole.metadata.timestamp = datetime.fromtimestamp(epoch, UTC)
    own = Component(name=NAME, version=version, type=ComponentType.APPLICATION, bom_ref=NAME)
    whole.metadata.component = own
    for bill in bills:
        part = Bom.from_json(bill)
        whole.metadata.tools.components.update(part.metadata.tools.components)
        by_ref = {component.bom_ref: component for component in part.components}
        for component in part.components:
            component.scope = ComponentScope.REQUIRED if component.name.lower() in shipped else ComponentScope.EXCLUDED
            whole.components.add(component)
        for dependency in part.dependencies:
            if dependency.ref in by_ref:
                whole.register_dependency(by_ref[dependency.ref], [by_ref[on.ref] for on in dependency.dependencies if on.ref in by_ref])
    whole.register_dependency(own, [component for component in whole.components if component.scope is ComponentScope.REQUIRED])
    missing = shipped - {component.name.lower() for component in whole.components}
    if missing:
        raise toolchain.SetupError(f"the bill of materials lacks {', '.join(sorted(missing))}: set up anew with scripts/serve.py")
    return whole


def as_json(bom) -> str:
    """The bill as text, checked against the schema. Raises SetupError if it does not fit."""
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise toolchain.SetupError(f"the bill of materials does not fit CycloneDX 1.6: {wrong}")
    return text + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the software bill of materials.")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    args = parser.parse_args()
    toolchain.in_venv()

    import tomllib

    from guide.build.site import build_id, commit_time

    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    bom = merged([python_bill(), npm_bill()], version, build_id(), int(commit_time()))
    try:
        args.out.write_text(as_json(bom), "utf-8")
    except OSError as error:
        raise toolchain.SetupError(f"{args.out}: {error.strerror}: name a file in a folder that exists") from None
    toolchain.say(f"{args.out}: {len(bom.components)} components")
    return 0
