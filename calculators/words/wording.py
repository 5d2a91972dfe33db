"""Everything an answer says, in one language: labels, messages, notes, criteria, steps."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from calculators import words
from calculators.answer import Answer, Args, Criterion, Note, Outstanding, Quantity, Refusal, Shown, Step
from calculators.facts import Facts
from calculators.facts.figure import NBSP
from calculators.facts.units import COMPARATORS
from calculators.folders import guideline_of
from calculators.form.fields import UNKNOWN, Below, Field, FieldError, Parsed
from calculators.presentation import Presentation, presentation_of
from calculators.rulekit.numbers import as_typed
from calculators.words import Part, Words, phrase, show

READING = "reading_"  # how the code of a note begins that is the guide's reading, not the source's word


@dataclass(frozen=True)
class Wording:
    """The words of one calculator in one language, with the facts they quote."""

    calculator: str
    lang: str
    facts: Facts

    @property
    def own(self) -> Words:
        """The words of this calculator, as its text file has them."""
        return words.calculator_words(self.calculator, self.lang)

    @property
    def shared(self) -> Words:
        """The words that all calculators share."""
        return words.common(self.lang)

    def ui(self, key: str, **values: str | int) -> str:
        """A shared phrase of the page, with its values put in."""
        return phrase(self.shared, "ui", key).format(**values)

    def fill(self, template: str, args: Args | None = None) -> tuple[Part, ...]:
        """A template with quantities and linked figures put in."""
        return words.fill(template, args or {}, self.facts, self.lang)

    def plain(self, template: str) -> str:
        """A template as text alone, without links."""
        return words.text_of(self.fill(template))

    @property
    def looks(self) -> Presentation:
        """How the page shows this calculator."""
        return presentation_of(self.calculator)

    @property
    def title(self) -> str:
        return phrase(self.own, "title")

    @property
    def at_home(self) -> str:
        """A few words beside the title where all calculators of a guideline are listed; "" where the title says it all."""
        found = self.own.get("at_home", "")
        assert isinstance(found, str)
        return found

    def label(self, field: str) -> str:
        return self.plain(self.own["field"][field]["label"])

    def statement(self, field: str) -> str:
        """The label of a field in a record, where nothing is asked: "IgA-mangel: Ja". A question that begins with its verb has its own."""
        words = self.own["field"][field]
        return self.plain(words.get("statement") or words["label"]).removesuffix("?")

    def source(self) -> str:
        """The source of the calculator, with its version and date where it has them."""
        return self.plain(guideline_of(self.calculator).words[self.lang].answer)

    def help(self, field: Field) -> str:
        """Help for a field: its own, then what an empty field means."""
        texts = [self.plain(self.own["field"][field.name]["help"])] if "help" in self.own["field"][field.name] else []
        if field.default is not None:
            default = show.quantity(Quantity(Decimal(field.default), field.unit), self.lang)
            texts.append(self.ui("default", value=default))
        return " ".join(texts)

    def option(self, field: Field, option: str | int) -> str:
        """An option of a field as the form shows it: a number with its unit, or words."""
        if field.kind == "one_of":
            return show.quantity(Quantity(Decimal(option), self.looks.unit.get(field.name, field.unit)), self.lang)
        return self.choice(field.name, option)

    def choice(self, field: str, option: str | int) -> str:
        """An option of a field in words; a code that has none stands for itself."""
        own = self.own.get("choice", {}).get(field, {})
        template = own.get(str(option)) or self.shared["choice"].get(str(option)) or str(option)
        return self.plain(template)

    def typed(self, field: Field, value: Parsed) -> str:
        """A parsed input as the answer repeats it."""
        if value is None:
            return self.choice(field.name, UNKNOWN)
        if isinstance(value, bool):
            return self.choice(field.name, "yes" if value else "no")
        if isinstance(value, Below):
            return COMPARATORS[self.lang]["<"] + NBSP + show.quantity(Quantity(value.limit, field.unit), self.lang)
        if isinstance(value, str) or (field.kind == "one_of" and isinstance(value, int)):
            return self.option(field, value)
        if isinstance(value, Decimal | int):
            return show.quantity(Quantity(Decimal(value), field.unit), self.lang)
        return show.shown(value, self.lang)

    def error(self, error: FieldError, field: Field) -> str:
        """What cannot be read, why, and the way out: what it names as a way, the field takes."""
        wrong, said = error.values, {"read": "", "unit": field.unit, "example": _example(field)}
        said |= {name: value for name, value in wrong.items() if name in ("way", "one", "two") and isinstance(value, str)}
        if "low" in wrong and "high" in wrong:
            said |= {"low": self._limit(wrong["low"], field), "high": self._limit(wrong["high"], field)}
        if "last" in wrong:
            said["last"] = show.day(wrong["last"], self.lang)
        if "options" in wrong:
            said["options"] = self._options(field, wrong["options"])
        if "other" in wrong:
            said["other"] = self.label(wrong["other"])
        if "why" in wrong:
            said["why"] = self.plain(phrase(self.own, "contradiction", wrong["why"]))
        if "read" in wrong:  # what the page shows, not its code
            said["read"] = self.option(field, wrong["read"]) if wrong["read"] in map(str, field.options) else wrong["read"]
        if "limit" in wrong:
            said["limit_number"] = show.number(wrong["limit"], self.lang)
            said["limit"] = show.quantity(Quantity(wrong["limit"], field.unit), self.lang)
        texts = self.shared["error"]
        own = f"{error.code}_{wrong.get('cause') or field.kind}"  # some kinds of field have an example of their own
        return phrase(self.shared, "error", own if own in texts else error.code).format(**said)

    def _options(self, field: Field, options: tuple[str | int, ...]) -> str:
        """A number's options as a sentence, least first; of the others the codes, which only the command line can get wrong."""
        if field.kind == "one_of":
            options = tuple(sorted(options, key=int))
        *most, last = map(str, options)
        if field.kind == "one_of":
            last = self.option(field, options[-1])
        return f"{', '.join(most)} {phrase(self.shared, 'error', 'or')} {last}" if most else last

    def _limit(self, limit: Decimal | date | None, field: Field) -> str:
        if limit is None:
            return "–"
        return show.day(limit, self.lang) if isinstance(limit, date) else show.quantity(Quantity(limit, field.unit), self.lang)

    def note(self, note: Note) -> tuple[Part, ...]:
        """A note; one that reads what the source leaves open says so first, wherever it is shown."""
        said = self.fill(self.own.get("note", {}).get(note.code) or self.shared["note"][note.code], note.args)
        return (f"{self.ui('reading')}: ", *said) if note.code.startswith(READING) else said

    def step(self, step: Step) -> tuple[Part, ...]:
        said = self.fill(self.own["step"][step.code], step.args)
        return said if step.adds_up else (*said, f" ({self.ui('unrounded')})")

    def criterion(self, criterion: Criterion) -> tuple[Part, ...]:
        template = self.own["said"][criterion.said] if criterion.said else self.own["criterion"][criterion.id]
        return self.fill(template, criterion.args)

    def outstanding(self, item: Outstanding) -> tuple[Part, ...]:
        return self.fill(self.own["outstanding"][item.code])

    def outcome(self, answer: Answer) -> tuple[Part, ...]:
        """The verdict of an answer that has one: with the patient's own figures, or in the words of its outcome."""
        if answer.verdict:
            lists = {name: self._listed(keys) for name, keys in answer.verdict.listed.items()}
            return self.fill(self.own["verdict"][answer.verdict.code], {**answer.verdict.args, **lists})
        return self.fill(self.own["outcome"][answer.outcome])

    def _listed(self, keys: tuple[str, ...]) -> str:
        """Things as a sentence names them: with commas, and the last with "and"."""
        *most, last = (self.plain(self.own["listed"][key]) for key in keys)
        return f"{', '.join(most)} {self.ui('and')} {last}" if most else last

    def refusal(self, refusal: Refusal) -> tuple[Part, ...]:
        return self.fill(self.own["refusal"][refusal.code], refusal.args)

    def value_label(self, name: str) -> str:
        return phrase(self.own, "value", name)

    def parts(self, name: str, value: Quantity) -> tuple[str, str]:
        """A figure of the answer and its unit, for where they stand apart."""
        return show.parts(value, self.lang, signed=name in self.looks.signed)

    def value(self, name: str, value: Shown) -> str:
        if name in self.looks.days_later and isinstance(value, Quantity):
            return self._days_later(int(value.value))
        if isinstance(value, Quantity):
            return show.quantity(value, self.lang, signed=name in self.looks.signed)
        if isinstance(value, str):  # a code, such as a product's
            return self.choice(name, value)
        return show.shown(value, self.lang)

    def _days_later(self, days: int) -> str:
        if days > 1:
            return self.ui("days_later", n=days)
        return self.ui("next_day" if days else "start_day")


# Numbers that look like what the unit measures, for "write a number, such as …"; they are no advice on a dose.
_EXAMPLES = {"kg": "72,5", "g/l": "3,8", "g/kg": "0,5", "ml": "250", "g": "30", "min": "10"}


def _example(field: Field) -> str:
    """A number that this field takes, to show the form; "" where it takes none."""
    if field.kind == "one_of":
        return str(field.options[0])
    if field.kind not in ("number", "igg", "whole"):
        return ""
    tried = "2" if field.kind == "whole" else _EXAMPLES.get(field.unit, "2")
    value = Decimal(tried.replace(",", "."))
    fits = (field.low is None or value >= field.low) and (field.high is None or value <= field.high)
    return tried if fits else as_typed(Decimal(field.low or field.high or 0)).replace(".", ",")
