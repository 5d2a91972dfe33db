"""The site as somebody at the screen sees it: a tab, and the calculators on its page."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, Worker, expect

import calculators
from tests.worked import fullest

# How long to wait for what must come: a busy machine must not decide what a test says.
PATIENCE_MS = 180_000  # a limit, not a wait: several browsers on two cores are slow now and then
expect.set_options(timeout=PATIENCE_MS)

NBSP = "\N{NO-BREAK SPACE}"
WHERE = {calculator.id: calculator.page for calculator in calculators.catalog()}

COURSE = {"weight_kg": "60", "days": "5", "product": "kiovig"}
RATE = {"weight_kg": "60", "volume_ml": "600", "product": "kiovig"}
ELIGIBLE = {"population": "haematological", "igg_g_l": "3,1", "igg_confirmed": "yes", "severe_or_recurrent": "yes"}
MAIN = {"ivig-course": COURSE, "ivig-rate": RATE, "sid-eligibility": ELIGIBLE}


FILLED = {calculator: MAIN.get(calculator) or fullest(calculator) for calculator in WHERE}

# Keeps all that the page asks of its worker, counts the answers dealt with, and can hold back what the worker answers.
LISTEN = """
  window.asked = [];
  window.answered = 0;
  window.held = [];
  window.holding = false;
  const Native = window.Worker;
  window.Worker = class extends Native {
    postMessage(message, ...more) {
      if (message.kind === "run") asked.push(JSON.parse(message.request));
      super.postMessage(message, ...more);
    }
    addEventListener(type, listener, ...more) {
      const wrapped = type !== "message" ? listener : (event) => {
        const deal = () => { listener(event); answered += event.data.kind === "answer"; };
        if (holding && event.data.kind === "answer") held.push(deal);
        else deal();
      };
      super.addEventListener(type, wrapped, ...more);
    }
  };
"""


# The theme takes links in the page's body over.
FOLLOW = """(address) => {
  document.querySelector("article").dataset.left = "";
  scrollTo(0, 0);
  const link = Object.assign(document.createElement("a"), { href: address });
  document.body.append(link);
  link.click();
  link.remove();
}"""


def after_all[Found](page: Page, wrong: Callable[[], Found], seconds: float = 10) -> Found:
    """What is still wrong when the page has come to rest: what glides or is measured a moment later is late on a busy machine."""
    until = time.monotonic() + seconds
    while (found := wrong()) and time.monotonic() < until:
        page.wait_for_timeout(100)
    return found


class Tab:
    """One tab, with a record of what it complained about and whom it asked."""

    def __init__(self, page: Page, site: str, lang: str):
        self.page, self.site, self.lang = page, site, lang
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.expects_complaints = False
        self.warm = False
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", self._note_request)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", self._note_console)

    def _note_request(self, request):
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.foreign.append(request.url)

    def _note_console(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def address(self, name: str = "", lang: str = "") -> str:
        """The address of a page by its name: `ivig/dose`."""
        return f"{self.site}{lang or self.lang}/{name}{'/' if name else ''}"

    def anywhere_on(self, name: str, lang: str = "") -> re.Pattern[str]:
        """The address of a page with any of its places: the language link leads to the paragraph that was read."""
        return re.compile(rf"^{re.escape(self.address(name, lang))}(?:#[a-z0-9-]+)?$")

    def go(self, name: str = "", lang: str = "") -> None:
        """Opens a page of the guide: anew, or in a warm tab by following a link to it."""
        here, there = self.page.url.partition("#")[0], self.address(name, lang)
        if not self.warm or not here.startswith(self.address()) or lang:
            self.page.goto(there)
            return
        if here == there:
            self._follow(self.address("about"))
        self._follow(there)

    def _follow(self, address: str) -> None:
        self.page.evaluate(FOLLOW, address)
        expect(self.page.locator("article[data-left]")).to_have_count(0)
        expect(self.page).to_have_url(address)

    def rest(self) -> None:
        """Waits until the theme has closed the menu and the search, as it does 125 ms after a change of page."""
        self.page.evaluate("new Promise((resolve) => setTimeout(resolve, 200))")

    def calculator(self, calculator: str, ready: bool = True) -> "Calculator":
        """Opens the page of a calculator."""
        self.go(WHERE[calculator])
        found = Calculator(self, calculator)
        if ready:
            found.wait_until_ready()
        return found

    def listen(self) -> None:
        assert not self.warm, "what listens stays in the tab: it must be a new one"
        self.page.add_init_script(LISTEN)

    def workers(self) -> list[Worker]:
        """Those of the calculators; the theme's search has one too."""
        return [one for one in self.page.workers if "/runtime/" in one.url]

    def asked(self) -> list[dict]:
        """What the calculators were asked, in order; needs `listen` before."""
        return self.page.evaluate("asked")


class Calculator:
    """One calculator on the page."""

    def __init__(self, tab: Tab, calculator: str):
        self.tab, self.page, self.id = tab, tab.page, calculator
        self.card = self.page.locator(f'ig-calculator[data-calculator="{calculator}"]')
        self.form = self.card.locator("form")
        self.result = self.card.locator(".ig-answer > .ig-result")
        self.failure = self.card.locator(".ig-failure")
        self.table = self.card.locator("details.ig-table")

    def wait_until_ready(self) -> None:
        expect(self.card.locator(".ig-status")).to_have_attribute("data-state", "ready")
        expect(self.form).to_be_visible()

    # --- the form

    def field(self, name: str) -> Locator:
        return self.card.locator(f'.ig-field[data-field="{name}"]')

    def control(self, name: str) -> Locator:
        """The text field or the list of a field; of radios the one chosen."""
        return self.field(name).locator("input[type=text], select, input[type=radio]:checked")

    def error(self, name: str) -> Locator:
        return self.field(name).locator(".ig-error")

    def type(self, name: str, text: str) -> None:
        """Types key by key over what is there."""
        control = self.control(name)
        control.fill("")
        control.press_sequentially(text)

    def put(self, name: str, value: str) -> None:
        """Gives any kind of field a value, by hand."""
        field = self.field(name)
        kind = field.get_attribute("data-kind")
        radio = field.locator(f'label:has(input[type=radio][value="{value}"])')
        if radio.count():
            radio.click()
        elif kind == "choice":
            field.locator("select").select_option(value)
        else:
            self.control(name).fill(value)

    def fill(self, values: dict[str, str]) -> None:
        """Gives each field its value, in the order in which the form comes to ask for it."""
        expect(self.form).to_be_visible()
        waiting = dict(values)
        while waiting:
            name = next(iter(waiting))
            if not self.field(name).is_visible():
                # What asks for it is the answer to what stands there now.
                self.leave()
                expect(self.card).to_have_attribute("data-answer", re.compile("^(ok|refused|invalid)$"))
                name = next((one for one in waiting if self.field(one).is_visible()), "")
            assert name, f"{self.id} does not ask for {', '.join(waiting)}"
            self.put(name, waiting.pop(name))

    def leave(self) -> None:
        """Leaves the field that is being filled in."""
        self.page.evaluate("document.activeElement.blur()")

    def settle(self, status: str = "ok") -> None:
        """Waits for the answer to what stands in the form."""
        self.leave()
        expect(self.result).to_have_attribute("data-status", status)

    def answer(self, values: dict[str, str], status: str = "ok") -> None:
        self.fill(values)
        self.settle(status)

    def filled(self) -> dict[str, str]:
        """What stands in the form, hidden fields too; unanswered questions left out."""
        return self.form.evaluate(
            """(form) => Object.fromEntries([...form.elements]
              .filter((one) => one.name && (one.type === "radio" ? one.checked : one.value))
              .map((one) => [one.name, one.value]))"""
        )

    # --- the answer

    def value(self, name: str) -> str:
        return self.result.locator(f'.ig-value dd[data-name="{name}"] data').text_content()

    def values(self) -> dict[str, str]:
        return self.result.evaluate(
            """(result) => Object.fromEntries([...result.querySelectorAll(".ig-value dd")]
              .map((one) => [one.dataset.name, one.querySelector("data").textContent]))"""
        )

    def rows(self) -> list[dict[str, str]]:
        return self.result.evaluate(
            """(result) => [...result.querySelectorAll(":scope > .ig-rows-box tbody:not(.ig-paper) tr")].map((row) => Object.fromEntries(
              [...row.cells].filter((cell) => cell.dataset.name)
                .map((cell) => [cell.dataset.name, cell.querySelector("data").textContent])))"""
        )

    def inputs(self) -> dict[str, str]:
        """The inputs as the answer repeats them."""
        return self.result.evaluate(
            """(result) => Object.fromEntries([...result.querySelectorAll(".ig-inputs [data-field]")]
              .map((one) => [one.dataset.field, one.querySelector("dd").textContent]))"""
        )

    def criteria(self) -> dict[str, tuple[str, str]]:
        """The trace: what each criterion says of itself in the markup, and in words."""
        found = self.result.evaluate(
            """(result) => [...result.querySelectorAll(".ig-criteria li")].map((one) =>
              [one.dataset.criterion, one.dataset.state, one.querySelector(".ig-state").textContent])"""
        )
        return {criterion: (state, words) for criterion, state, words in found}

    def open_details(self) -> None:
        """Everything that can be opened: the working, the ready-made table, the sources of each line."""
        self.card.evaluate(
            """(card) => {
              for (const one of card.querySelectorAll("details")) one.open = true;
              const sources = card.querySelector(".ig-tools:not([hidden]) .ig-sources input");
              if (sources && !sources.checked) sources.click();
            }"""
        )

    def texts(self, selector: str) -> list[str]:
        return [text.strip() for text in self.result.locator(selector).all_text_contents()]

    def at_once(self, script: str):
        """Runs `script` in one go, without giving the page time in between. It has `card`, `results()`,
        `set(name, text)` as typing does it, and `leave(name)`."""
        return self.card.evaluate(
            SETTING
            + script
            + "}"
        )


SETTING = """(card) => {
              const control = (name) => card.querySelector(`[name="${name}"]`);
              const results = () => card.querySelectorAll(".ig-answer > *").length;
              const set = (name, text) => {
                control(name).value = text;
                control(name).dispatchEvent(new Event("input", { bubbles: true }));
              };
              const leave = (name) => control(name).dispatchEvent(new Event("change", { bubbles: true }));
              """


def plain(text: str) -> str:
    """No-break spaces as ordinary ones."""
    return text.replace(NBSP, " ")

