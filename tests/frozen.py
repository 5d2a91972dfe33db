"""The frozen facts: what expected values in the tests rest on.

They are a copy of the figures as the two documents give them. An editor's change of a live figure
must not turn these tests red; only the checks of the live text can say that it is wrong.
"""

import json
from pathlib import Path

from calculators.facts import Facts

PATH = Path(__file__).with_name("facts.frozen.json")
FROZEN = Facts.from_json(json.loads(PATH.read_text(encoding="utf-8")))
