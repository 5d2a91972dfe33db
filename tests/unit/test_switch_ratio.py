"""The ratio of equal doses is 1:1 in the source. Away from it the direction shows: so many grams of the new for one of the old."""

from dataclasses import replace

import calculators
from tests.frozen import FROZEN


def test_two_grams_of_the_new_for_one_of_the_old():
    """28 g in 4 weeks become 56 g: 14 g a week, 70 ml of 200 mg/ml (mr-hizentra)."""
    ratio = FROZEN.by_id["mr-ratio"]
    doubled = replace(ratio, figures={"value": replace(ratio.figures["value"], value="1:2")})
    facts = type(FROZEN)({**FROZEN.by_id, "mr-ratio": doubled})
    inputs = {"from_product": "privigen", "dose_g": "28", "from_interval_weeks": "4", "to_product": "hizentra", "to_interval_weeks": "1"}
    values = calculators.run("sid-switch", inputs, "nb", facts).to_json()["values"]
    assert {name: values[name]["value"] for name in ("grams_per_4_weeks", "dose_per_infusion_g", "volume_per_infusion_ml")} == {
        "grams_per_4_weeks": "56", "dose_per_infusion_g": "14", "volume_per_infusion_ml": "70",
    }  # fmt: skip
