"""A calculator's card as HTML: form, place for the answer, failure messages, ready-made table."""

import json
from xml.etree.ElementTree import Element

from calculators.calculator import Calculator
from calculators.element import el
from calculators.facts import Facts
from calculators.form.fields import Field
from calculators.page.parts import Place
from calculators.page.table import ready_made_table
from calculators.words.wording import Wording

CLOCK_FIELDS = {"start_time"}  # these get a "start now" button
INPUT_MODES = {"number": "decimal", "igg": None, "whole": "numeric", "date": None, "time": None}
HAS_UNIT = ("number", "igg")


def card(calculator: Calculator, facts: Facts, lang: str, root: str, with_next: bool = True) -> Element:
    """The whole `<ig-calculator>`, with the calculator it can hand over to in a template."""
    from calculators import find

    say, place = Wording(calculator.id, lang, facts), Place(facts, lang, root)
    fields = calculator.fields(calculator.figures(facts))
    table = ready_made_table(calculator, place, say)
    fallback = say.ui("without_table" if table is None else "with_table")
    element = el(
        "ig-calculator",
        el("h3", say.title, class_="ig-title"),
        el("p", say.plain(say.own["purpose"]), class_="ig-purpose"),
        place.put(el("p", class_="ig-limits"), say.fill(say.own["limits"])),
        _form(calculator, fields, say),
        _status(say),
        el("div", class_="ig-answer", aria_live="polite"),
        _failure(say, fallback),
        el("noscript", el("p", say.ui("noscript", fallback=fallback), class_="ig-noscript")),
        table,
        class_="ig-card",
        id=f"calculator-{calculator.id}",
        data_calculator=calculator.id,
        data_lang=lang,
        data_root=root,
        data_search_exclude=True,
        data_words=json.dumps(say.shared["page"], ensure_ascii=False),
    )
    for following in calculator.hands_over_to if with_next else ():
        content = card(find(following), facts, lang, root, with_next=False)
        element.append(el("template", content, class_="ig-next", data_calculator=following))
    return element


def _form(calculator: Calculator, fields: tuple[Field, ...], say: Wording) -> Element:
    groups = []
    for group in dict.fromkeys(field.group for field in fields):
        members = [_field(calculator.id, field, say) for field in fields if field.group == group]
        groups.append(el("fieldset", el("legend", say.own["group"][group]), *members, class_="ig-group", data_group=group))
    clear = el("button", say.ui("clear"), type="button", class_="md-button", data_action="clear")
    return el("form", *groups, el("div", clear, class_="ig-actions"), class_="ig-form", novalidate=True, autocomplete="off", hidden=True)


def _field(calculator: str, field: Field, say: Wording) -> Element:
    id = f"{calculator}--{field.name}"
    help = say.help(field)
    unit = field.unit if field.kind in HAS_UNIT else ""
    described = " ".join(([f"{id}--unit"] if unit else []) + ([f"{id}--help"] if help else []) + [f"{id}--error"])
    tail = [
        el("p", help, class_="ig-help", id=f"{id}--help") if help else None,
        el("p", class_="ig-error", id=f"{id}--error", hidden=True),
    ]
    attributes = {
        "data_field": field.name,
        "data_kind": field.kind,
        "data_when": field.when[0] if field.when else None,
        "data_when_is": " ".join(field.when[1]) if field.when else None,
    }
    label = [say.label(field.name)]
    if not field.required and field.kind not in ("yesno", "choice"):
        label += [" ", el("span", f"({say.ui('optional')})", class_="ig-optional")]
    if field.kind in ("yesno", "one_of") or (field.kind == "choice" and not field.required):
        options = [_option(id, field, option, say) for option in field.options]
        legend = el("legend", *label)
        return el(
            "fieldset",
            legend,
            el("div", *options, class_="ig-options"),
            *tail,
            class_="ig-field ig-choice",
            role="radiogroup",
            aria_required="true" if field.required else None,
            aria_describedby=described,
            **attributes,
        )
    control = _select(id, field, described, say) if field.kind == "choice" else _input(id, field, described, say)
    return el("div", el("label", *label, for_=id), control, *tail, class_="ig-field", **attributes)


def _required(field: Field) -> dict:
    """Said, not enforced: with the attribute `required` a screen reader calls a field wrong that nobody has touched yet."""
    return {"aria_required": "true"} if field.required else {}


def _option(id: str, field: Field, option, say: Wording) -> Element:
    """A radio. "Unknown" is where yes/no questions start: nothing is answered for anybody."""
    control = el(
        "input",
        type="radio",
        name=field.name,
        value=str(option),
        id=f"{id}--{option}",
        checked=option == "unknown",
    )
    return el("label", control, el("span", say.choice(field.name, option)), class_="ig-option")


def _select(id: str, field: Field, described: str, say: Wording) -> Element:
    options = [el("option", say.choice(field.name, option), value=option) for option in field.options]
    first = el("option", say.ui("choose"), value="")
    select = el("select", first, *options, id=id, name=field.name, aria_describedby=described, **_required(field))
    return el("div", select, class_="ig-input")


def _input(id: str, field: Field, described: str, say: Wording) -> Element:
    control = el(
        "input",
        id=id,
        name=field.name,
        type="text",
        inputmode=INPUT_MODES[field.kind],
        autocomplete="off",
        aria_describedby=described,
        **_required(field),
    )
    unit = el("span", field.unit, class_="ig-unit", id=f"{id}--unit") if field.unit and field.kind in HAS_UNIT else None
    now = None
    if field.name in CLOCK_FIELDS:
        now = el("button", say.ui("now"), type="button", class_="md-button", data_action="now", data_field=field.name)
    return el("div", control, unit, now, class_="ig-input")


def _status(say: Wording) -> Element:
    return el(
        "p",
        el("span", say.ui("starting"), data_when_state="starting"),
        el("span", say.ui("ready"), data_when_state="ready"),
        el("span", say.ui("idle"), data_when_state="idle"),
        class_="ig-status",
        role="status",
        data_state="off",
    )


def _failure(say: Wording, fallback: str) -> Element:
    """A message for each way to fail; `fallback` says what of the page holds all the same."""
    messages = [
        el("p", text.format(fallback=fallback), data_code="*" if code == "other" else code, hidden=True)
        for code, text in say.shared["failure"].items()
    ]
    return el("div", *messages, class_="ig-failure", role="alert", hidden=True)
