"""A calculator on the page, as somebody at the screen fills it in."""

from __future__ import annotations

from tests.engines.engine import Tab

NBSP = "\N{NO-BREAK SPACE}"
COLD_S = 150  # a cold start in WebKit on a busy machine


class Card:
    def __init__(self, tab: Tab, calculator: str):
        self.tab, self.id = tab, calculator
        self.card = f'ig-calculator[data-calculator="{calculator}"]'
        self.result = f"{self.card} .ig-answer > .ig-result"
        self.failure = f"{self.card} .ig-failure"

    def wait_until_ready(self) -> None:
        self.tab.wait_for(
            """(card) => document.querySelector(`${card} .ig-status`)?.dataset.state === "ready"
              && document.querySelector(`${card} form`).checkVisibility()""",
            self.card,
            seconds=COLD_S,
        )

    # --- the form

    def put(self, name: str, value: str) -> None:
        """Gives a field a value: typed, or chosen, as soon as the form asks for it."""
        field = f"#{self.id}--{name}"
        box = f"{self.card} [data-field={name}]"
        if not self.tab.evaluate("(box) => document.querySelector(box).checkVisibility()", box):
            self.tab.evaluate("() => document.activeElement.blur()")
            self.tab.wait_for("(box) => document.querySelector(box).checkVisibility()", box)
        kind = self.tab.evaluate("(field) => document.querySelector(field)?.tagName ?? ''", field)
        if kind == "INPUT":
            self.tab.type(field, value)
        elif kind == "SELECT":  # its list is not part of the page: chosen as the keyboard does it
            self.tab.evaluate(
                """(field, value) => {
                  const list = document.querySelector(field);
                  list.focus();
                  list.value = value;
                  for (const kind of ["input", "change"]) list.dispatchEvent(new Event(kind, { bubbles: true }));
                }""",
                field,
                value,
            )
        else:
            self.tab.click(f"{self.card} label:has({field}--{value})")

    def fill(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            self.put(name, value)

    def fill_at_once(self, values: dict[str, str]) -> None:
        """Fills in without a word to the page until the last field: it asks one question, and no second that would be answered."""
        *silent, last = values.items()
        self.tab.evaluate(
            "(form, values) => { for (const [name, value] of values) document.querySelector(form).elements[name].value = value; }",
            f"{self.card} form",
            silent,
        )
        self.put(*last)

    def answer(self, values: dict[str, str]) -> None:
        """Fills in, leaves the last field and waits for the answer."""
        self.fill(values)
        self.tab.evaluate("() => document.activeElement.blur()")
        self.wait_for_answer()

    def wait_for_answer(self) -> None:
        self.tab.wait_for("(result) => document.querySelector(result)?.dataset.status === 'ok'", self.result)

    def filled(self, name: str) -> str:
        return self.tab.evaluate("(id) => document.getElementById(id).value", f"{self.id}--{name}")

    # --- the answer

    def is_answered(self) -> bool:
        return self.tab.evaluate("(result) => document.querySelector(`${result}[data-status=ok]`) !== null", self.result)

    def value(self, name: str) -> str:
        return self.tab.text(f'{self.result} .ig-value dd[data-name="{name}"] data')

    def column(self, name: str) -> list[str]:
        found = self.tab.evaluate(
            "(cells) => [...document.querySelectorAll(cells)].map((one) => one.textContent)",
            f'{self.result} > .ig-rows-box tbody :is(td, th)[data-name="{name}"] data',
        )
        return [text.replace(NBSP, " ") for text in found]
