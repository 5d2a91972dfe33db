"""Calculators asked with inputs that are left out where they do not matter."""

from tests.oracles.result import answer, rows, values

NB = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"


def course(lang: str = "nb", **inputs: str) -> dict:
    return answer("ivig-course", {"weight_kg": "60", "days": "5", "product": "kiovig"} | inputs, lang)


def rate(lang: str = "nb", **inputs: str) -> dict:
    return answer("ivig-rate", {"weight_kg": "60", "volume_ml": "600", "product": "kiovig"} | inputs, lang)


def sid(population: str, lang: str = "nb", **inputs: str) -> dict:
    return answer("sid-eligibility", {"population": population} | inputs, lang)


def column(result: dict, name: str) -> list[str]:
    return [row[name] for row in rows(result)]


def run(calculator: str, base: dict[str, str], lang: str, inputs: dict[str, str]) -> dict:
    return answer(calculator, {name: text for name, text in (base | inputs).items() if text}, lang)


def some(result: dict, *names: str) -> tuple[str | None, ...]:
    return tuple(values(result).get(name) for name in names)
