"""A calculator's card as HTML: form, place for the answer, failure messages, ready-made table."""

import json
from xml.etree.ElementTree import Element

from calculators.calculator import AnyCalculator
from calculators.catalogue import find
from calculators.element import Child, el
from calculators.engine.asked import asked_at_first
from calculators.facts import Facts
from calculators.folders import guideline_of
from calculators.form.fields import Field
from calculators.page.parts import Place, field_id
from calculators.page.table import ready_made_table
from calculators.words.wording import Wording

# The keyboard of a phone. Dates and times can be typed as digits alone (300726, 0830), which its keys for numbers give.
# IgG keeps all keys: laboratories report "<1,1", and no keyboard of numbers has that sign.
INPUT_MODES = {"number": "decimal", "igg": None, "whole": "numeric", "date": "numeric", "time": "numeric"}
HAS_UNIT = ("number", "igg")
LONGEST_BESIDE = 28  # characters of a choice that is not cut where two fields stand side by side
# What is typed stays on the device: no spelling or writing help of the browser, a keyboard or an extension may send it away.
PRIVATE = {
    **{"autocomplete": "off", "autocorrect": "off", "autocapitalize": "off", "spellcheck": "false", "writingsuggestions": "false"},
    **{"data_gramm": "false", "data_enable_grammarly": "false", "data_lt_active": "false"},
}


def card(calculator: AnyCalculator, facts: Facts, lang: str, root: str, with_next: bool = True) -> Element:
    """The whole `<ig-calculator>`, with the calculator it can hand over to in a template."""
    wording, place = Wording(calculator.id, lang, facts), Place(facts, lang, root)
    fields = calculator.fields(calculator.figures(facts))
    table = ready_made_table(calculator, place, wording)
    fallback = wording.ui("without_table" if table is None else "with_table")
    element = el(
        "ig-calculator",
        el("h3", wording.title, class_="ig-title"),
        el("p", wording.plain(wording.own["purpose"]), class_="ig-purpose"),
        place.put(el("p", class_="ig-limits"), wording.fill(wording.own["limits"])),
        _form(calculator, fields, wording, asked_at_first(calculator, facts)),
        _status(wording),
        el("div", class_="ig-answer"),
        el("p", class_="ig-gist", role="status"),  # the answer itself would be read out whole at each change
        _failure(wording, fallback),
        el("p", wording.ui("noscript", fallback=fallback), class_="ig-noscript"),  # until the script takes it away
        table,
        class_="ig-card",
        id=f"calculator-{calculator.id}",
        data_calculator=calculator.id,
        data_accent=guideline_of(calculator.id).colour,
        data_sticky=wording.looks.sticky,
        data_lang=lang,
        data_root=root,
        data_ig_unsearched=True,
        data_words=json.dumps(wording.shared["page"], ensure_ascii=False),
        data_second=" ".join(calculator.second_reading) or None,
        data_second_words=json.dumps(wording.shared["second"], ensure_ascii=False) if calculator.second_reading else None,
    )
    for following in calculator.hands_over_to if with_next else ():
        content = card(find(following), facts, lang, root, with_next=False)
        element.append(el("template", content, class_="ig-next", data_calculator=following))
    return element


def _form(calculator: AnyCalculator, fields: tuple[Field, ...], wording: Wording, asked: tuple[str, ...] | None) -> Element:
    """The form as it is seen at first: what is asked later is there, and hidden."""
    later = {field.name for field in fields if field.when or (asked is not None and field.name not in asked)}
    groups = []
    for group in dict.fromkeys(field.group for field in fields):
        members = [
            _field(calculator.id, field, wording, hidden=field.name in later, optional=asked is None)
            for field in fields
            if field.group == group
        ]
        legend, is_hidden = el("legend", wording.own["group"][group]), all(field.name in later for field in fields if field.group == group)
        groups.append(
            el("fieldset", legend, *_shortcuts(group, wording), *members, class_="ig-group", data_group=group, hidden=is_hidden)
        )
    clear = el("button", wording.ui("clear"), type="button", class_="md-button", data_action="clear")
    return el(
        "form",
        *groups,
        el("div", clear, class_="ig-actions"),
        class_="ig-form",
        novalidate=True,
        autocomplete="off",
        hidden=True,
        data_asks=" ".join(asked) if asked is not None else None,
    )


def _shortcuts(group: str, wording: Wording) -> list[Element]:
    """One tap for several answers, as they stand in the fields afterwards."""
    found = []
    for name, one in wording.looks.shortcut.items():
        if one.group == group:
            values = json.dumps(dict(one.fills))
            button = el(
                "button", wording.own["shortcut"][name], type="button", class_="md-button", data_action="fill", data_values=values
            )
            found.append(el("div", button, class_="ig-shortcut", hidden=True))
    return found


def _field(calculator: str, field: Field, wording: Wording, hidden: bool, optional: bool) -> Element:
    """`optional`: whether it says so where it may stay empty; a form that asks only what matters does not."""
    id = f"{calculator}--{field.name}"
    help = wording.help(field)
    unit = field.unit if field.kind in HAS_UNIT else ""
    described = " ".join(([f"{id}--unit"] if unit else []) + ([f"{id}--help"] if help else []) + [f"{id}--error"])
    tail = [
        el("p", help, class_="ig-help", id=f"{id}--help") if help else None,
        el("p", class_="ig-error", id=f"{id}--error", hidden=True),
    ]
    attributes = {
        "id": field_id(calculator, field.name),
        "tabindex": "-1",  # a link to it moves the focus along
        "data_field": field.name,
        "data_kind": field.kind,
        "data_when": field.when[0] if field.when else None,
        "data_when_is": " ".join(field.when[1]) if field.when else None,
        "data_today": field.name in wording.looks.today,
        "data_wide": any(len(wording.option(field, option)) > LONGEST_BESIDE for option in field.options),
        "hidden": hidden,
    }
    label: list[Child] = [wording.label(field.name)]
    if optional and not field.required and field.kind not in ("yesno", "choice"):
        label += [" ", el("span", f"({wording.ui('optional')})", class_="ig-optional")]
    if field.kind in ("yesno", "one_of") or (field.kind == "choice" and not field.required):
        options = [_option(id, field, option, wording) for option in field.options]
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
    control = _select(id, field, described, wording) if field.kind == "choice" else _input(id, field, described, wording)
    return el("div", el("label", *label, for_=id), control, *tail, class_="ig-field", **attributes)


def _required(field: Field) -> dict[str, str]:
    """Said, not enforced: with the attribute `required` a screen reader calls a field wrong that nobody has touched yet."""
    return {"aria_required": "true"} if field.required else {}


def _option(id: str, field: Field, option: str | int, wording: Wording) -> Element:
    """A radio. None is chosen at first: nothing is answered for anybody, and what is not known is an answer too."""
    control = el(
        "input",
        type="radio",
        name=field.name,
        value=str(option),
        id=f"{id}--{option}",
    )
    return el("label", control, el("span", wording.option(field, option)), class_="ig-option")


def _select(id: str, field: Field, described: str, wording: Wording) -> Element:
    options = [el("option", wording.option(field, option), value=option) for option in field.options]
    first = el("option", wording.ui("choose"), value="")
    select = el("select", first, *options, id=id, name=field.name, autocomplete="off", aria_describedby=described, **_required(field))
    return el("div", select, class_="ig-input")


def _input(id: str, field: Field, described: str, wording: Wording) -> Element:
    control = el(
        "input",
        id=id,
        name=field.name,
        type="text",
        inputmode=INPUT_MODES[field.kind],
        aria_describedby=described,
        **PRIVATE,
        **_required(field),
    )
    unit = el("span", field.unit, class_="ig-unit", id=f"{id}--unit") if field.unit and field.kind in HAS_UNIT else None
    now = None
    if field.name in wording.looks.now:
        now = el("button", wording.ui("now"), type="button", class_="md-button", data_action="now", data_field=field.name)
    return el("div", control, unit, now, class_="ig-input")


def _status(wording: Wording) -> Element:
    return el(
        "p",
        el("span", wording.ui("starting"), data_when_state="starting"),
        el("span", wording.ui("ready"), data_when_state="ready"),
        el("span", wording.ui("idle"), data_when_state="idle"),
        class_="ig-status",
        role="status",
        data_state="off",
    )


def _failure(wording: Wording, fallback: str) -> Element:
    """A message for each way to fail; `fallback` says what of the page holds all the same."""
    messages = [
        el("p", text.format(fallback=fallback), data_code="*" if code == "other" else code, hidden=True)
        for code, text in wording.shared["failure"].items()
    ]
    return el("div", *messages, class_="ig-failure", role="alert", hidden=True)
