"""Runs the proofs by counting on the text as it stands, and says what each has counted."""

from __future__ import annotations

import time

from guide.setup import arguments, toolchain


def main() -> int:
    """0 if nothing was found against any of them, else 1."""
    arguments.Parser(prog="proofs.py", description=__doc__).parse_args()
    toolchain.in_venv()
    from calculators.facts.now import current
    from guide.proving.counting import PROOFS

    failed = False
    for name, proof in PROOFS.items():
        began = time.monotonic()
        counted = proof(current())
        print(f"{name}: {counted.tried} ({time.monotonic() - began:.0f} s)", *counted.against, sep="\n  ", flush=True)
        failed |= bool(counted.against)
    return int(failed)
