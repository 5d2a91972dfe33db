"""A canary in every field: whatever is done with an answer, nothing of it is sent, kept, logged or still there afterwards.

One long visit for each language, in a browser with a profile on disk and with the back/forward cache that Playwright
otherwise switches off: clinicians' browsers have both.
"""

import datetime
import json

import pytest
from playwright.sync_api import BrowserContext, expect

import calculators
from calculators.facts.now import current
from calculators.form.fields import Field
from tests.browser.conftest import ALL_TESTS, ARGS, CHROMIUM
from tests.browser.pages import FILLED, PATIENCE_MS, WHERE, Calculator, Tab
from tests.worked import as_asked

WORD = "kanari7hemmelig"  # no number, date or time: every typed field refuses it, and echoes it
DIGITS = "437291"  # the decimals of every number
DATES = ("17.03.2026", "2026-03-17")
TIME = "21:47"
CANARIES = (WORD, WORD.upper(), DIGITS, *DATES, TIME)
TYPED = ("number", "igg", "whole", "date", "time")
IDLE_MS = 15 * 60 * 1000
# Reloading, changing the language and coming back from it know no calculator (tests/unit/test_shared_layers.py), and each starts the
# calculators anew: on pages that have every kind of field between them, and at night on all.
LEFT_BY_EVERY_WAY = ("ivig-course", "ivig-rate", "sid-eligibility")

# Everything that a page can leave something in and read back.
KEPT = """async () => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const databases = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const kept = database.transaction(store).objectStore(store);
      databases.push(name, store, await asked(kept.getAllKeys()), await asked(kept.getAll()));
    }
    database.close();
  }
  const cached = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) cached.push(name, request.url);
  }
  return JSON.stringify({
    address: location.href, title: document.title, name: window.name, cookies: document.cookie,
    referrer: document.referrer, state: history.state,
    history: navigation.entries().map((entry) => [entry.url, entry.getState() ?? null]),
    local: { ...localStorage }, session: { ...sessionStorage }, databases, cached,
    resources: performance.getEntries().map((entry) => entry.name),
  });
}"""

# Counts what is printed, and keeps the text that was copied last: the site's own policy forbids to read the clipboard.
WATCH = """
  window.prints = 0;
  window.print = () => { window.prints += 1; };
  window.copied = "";
  const write = navigator.clipboard.writeText.bind(navigator.clipboard);
  navigator.clipboard.writeText = (text) => write(window.copied = text);
"""


def fields_of(calculator: str) -> tuple[Field, ...]:
    found = calculators.find(calculator)
    return found.fields(found.figures(current()))


def typed_fields(calculator: str) -> list[Field]:
    return [field for field in fields_of(calculator) if field.kind in TYPED]


def marked(calculator: str) -> dict[str, str]:
    """An answerable set of inputs with the canary wherever a field can carry it."""
    inputs = dict(FILLED[calculator])
    for field in typed_fields(calculator):
        usual = inputs.get(field.name, str(field.low or 1))
        if field.kind in ("number", "igg"):
            text = f"{usual.replace(',', '.').split('.')[0]},{DIGITS}"
        else:
            text = {"date": DATES[0], "time": TIME}.get(field.kind)
        shown = field.when is None or inputs.get(field.when[0]) in field.when[1]
        if text and shown and calculators.run(calculator, inputs | {field.name: text}).answer:
            inputs[field.name] = text
    return as_asked(calculator, inputs)


class Visit:
    """A tab, and all that the browser sent and said meanwhile."""

    def __init__(self, context: BrowserContext, site: str, lang: str):
        self.context, self.lang = context, lang
        self.other = {"nb": "da", "da": "nb"}[lang]
        self.sent: list[str] = []
        self.odd: list[str] = []  # requests that could carry something
        self.said: list[str] = []
        context.on("request", self._note)
        context.on("console", lambda message: self.said.append(message.text))
        context.on("weberror", lambda error: self.said.append(str(error.error)))
        context.add_init_script(WATCH)
        self.tab = Tab(context.pages[0], site, lang)
        self.page = self.tab.page

    def _note(self, request):
        self.sent.append(f"{request.url} {request.headers}")
        if request.method != "GET" or request.post_data or "?" in request.url:
            self.odd.append(f"{request.method} {request.url}")

    def nothing_left(self, step: str) -> None:
        """The canary is in no address, request, store, history or log."""
        self._nothing_in(self.page.evaluate(KEPT), step)

    def only_in_the_plan(self, step: str) -> None:
        """The canary is in the one place of a followed plan, and nowhere else."""
        kept = json.loads(self.page.evaluate(KEPT))
        (place,) = [key for key in kept["local"] if key.endswith(".follow")]
        plan = kept["local"].pop(place)
        assert DIGITS in plan and TIME in plan, step
        self._nothing_in(json.dumps(kept), step)

    def _nothing_in(self, kept: str, step: str) -> None:
        for where, text in [("page", kept), ("requests", "\n".join(self.sent)), ("console", "\n".join(self.said))]:
            found = [canary for canary in CANARIES if canary.lower() in text.lower()]
            assert not found, f"{step}: {found} in {where}"
        assert self.context.cookies() == [], step
        assert self.tab.foreign == [] and self.odd == [], step

    def follow(self, name: str) -> None:
        """Goes to another page as a click on its link in the menu does: the worker lives on."""
        address = self.tab.address(name)
        self.page.evaluate("(address) => [...document.links].find((link) => link.href === address).click()", address)
        expect(self.page).to_have_url(address)  # a page that was thawed has no load event to wait for

    def empty(self, cards: list[Calculator], step: str) -> None:
        for card in cards:
            expect(card.card).to_have_attribute("data-answer", "none")
            assert card.filled() == {}, f"{step}: {card.id}"
            assert card.result.count() == 0, f"{step}: {card.id}"


def show(card: Calculator, field: Field) -> None:
    """Answers what a field depends on, so that it is shown."""
    if field.when:
        before = next(one for one in fields_of(card.id) if one.name == field.when[0])
        show(card, before)
        card.put(before.name, field.when[1][0])


def type_words(card: Calculator) -> None:
    """The canary word in each typed field, each refused and echoed at its field."""
    for field in typed_fields(card.id):
        show(card, field)
        control = card.control(field.name)
        if control.is_visible():
            control.fill(WORD)
        else:  # not asked for yet: what holds something is shown
            control.evaluate("(one, text) => { one.value = text; one.dispatchEvent(new Event('input', { bubbles: true })); }", WORD)
        card.leave()
        expect(card.error(field.name)).to_contain_text(WORD)


def take_along(visit: Visit, card: Calculator) -> None:
    """All that an answer can be taken along with."""
    page, canaries = visit.page, [text for text in CANARIES if text in str(marked(card.id))]
    card.card.locator('button[data-action="copy"]').click()
    expect(card.card.locator('button[data-action="copy"]')).to_have_attribute("data-done", "true")
    if DIGITS in canaries:
        assert DIGITS in page.evaluate("copied"), "the answer on show rests on the canary"

    prints = page.evaluate("prints")
    card.card.locator('button[data-action="print"]').click()
    page.emulate_media(media="print")
    expect(card.result).to_be_visible()
    assert page.evaluate("prints") == prints + 1
    visit.nothing_left(f"{card.id} printed")
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")

    if card.result.locator('button[data-action="calendar"]').count():
        with page.expect_download(timeout=PATIENCE_MS) as download:
            card.result.locator('button[data-action="calendar"]').click()
        assert not [text for text in CANARIES if text in download.value.suggested_filename]

    for button in card.result.locator('button[data-action="handover"]').all():
        to = button.get_attribute("data-to")
        button.click()
        taker = Calculator(visit.tab, to)
        expect(taker.card).to_be_visible()
        taker.wait_until_ready()


@pytest.fixture
def visit(browser, site, tmp_path, lang):
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile",
        executable_path=CHROMIUM,
        args=ARGS,
        ignore_default_args=["--disable-back-forward-cache"],
        permissions=["clipboard-write"],
        locale={"nb": "nb-NO", "da": "da-DK"}[lang],
        viewport={"width": 1180, "height": 820},
        reduced_motion="reduce",
    )
    opened = Visit(context, site, lang)
    yield opened
    context.close()
    written = [path for path in (tmp_path / "profile").rglob("*") if path.is_file()]
    assert any(f"{site}{lang}/about/".encode() in path.read_bytes() for path in written), "the profile is on disk by now"
    for path in written:
        data = path.read_bytes()
        found = [text for text in CANARIES if text.encode() in data or text.encode("utf-16-le") in data]
        assert not found, f"{found} in the browser's profile, in {path.name}"


def test_the_canary_goes_nowhere(visit):
    tab, page = visit.tab, visit.page
    homes: dict[str, list[str]] = {}
    for calculator, home in WHERE.items():
        homes.setdefault(home, []).append(calculator)
    tab.go("about")
    for home, ids in homes.items():
        visit.follow(home)
        cards = [Calculator(tab, id) for id in ids]

        for card in cards:
            card.wait_until_ready()
            type_words(card)
            visit.nothing_left(f"{card.id} refused")
            card.card.locator('button[data-action="clear"]').click()
            visit.empty(cards, "cleared")
            card.answer(marked(card.id))
            visit.nothing_left(f"{card.id} answered")
            take_along(visit, card)
            visit.nothing_left(f"{card.id} taken along")

        visit.follow("about")
        page.go_back(wait_until="commit")
        visit.empty(cards, "back within the language")
        page.go_forward(wait_until="commit")
        expect(cards[0].card).to_have_count(0)
        page.go_back(wait_until="commit")
        visit.nothing_left(f"{home}: back and forward")
        if not ALL_TESTS and not {*ids} & {*LEFT_BY_EVERY_WAY}:
            continue

        for card in cards:
            card.answer(marked(card.id))
        page.reload()
        visit.empty(cards, "reloaded")
        for card in cards:  # typed while the runtime is still starting
            card.fill(marked(card.id))
        page.locator("header a[data-language]").click()
        expect(page).to_have_url(tab.anywhere_on(home, visit.other))
        visit.empty(cards, "other language")
        visit.nothing_left(f"{home}: other language")
        page.go_back(wait_until="commit")
        expect(page.locator("html")).to_have_attribute("lang", visit.lang)
        visit.empty(cards, "back from the other language")
        visit.nothing_left(f"{home}: back from the other language")

    # The clock is the page's own from here on.
    page.clock.install()
    for card in cards:  # those of the last page
        card.wait_until_ready()
        card.answer(marked(card.id))
    page.clock.fast_forward(IDLE_MS + 1000)
    visit.empty(cards, "untouched for 15 minutes")
    visit.nothing_left("untouched for 15 minutes")
    assert len(visit.sent) > 100, "the requests were listened to"


def test_what_is_followed_is_kept_in_one_place_and_goes_when_it_is_ended(browser, site, lang):
    """Not in a profile on disk: what was removed from a store stays in its file until the browser tidies up."""
    context = browser.new_context(timezone_id="Europe/Oslo", permissions=["clipboard-write"])
    context.new_page()
    visit = Visit(context, site, lang)
    page, rate = visit.page, Calculator(visit.tab, "ivig-rate")
    page.clock.install(time=datetime.datetime(2026, 11, 30, 20, 50, tzinfo=datetime.UTC))  # 21:50 on the wall
    visit.tab.go("ivig/infusion")
    rate.wait_until_ready()
    rate.fill(marked("ivig-rate"))
    rate.leave()
    page.clock.run_for(1000)
    expect(page.locator(".ig-follow-begin button")).to_be_visible()
    visit.nothing_left("answered")
    page.locator(".ig-follow-begin button").click()
    expect(page.locator(".ig-follow-headline")).to_be_visible()
    visit.only_in_the_plan("followed")
    page.locator('[data-follow="copy"]').click()
    page.locator('[data-follow="print"]').click()
    visit.follow("about")
    expect(page.locator(".ig-follow-bar")).to_be_visible()
    visit.only_in_the_plan("another page")
    page.go_back(wait_until="commit")
    page.reload()
    expect(page.locator(".ig-follow-headline")).to_be_visible()
    visit.only_in_the_plan("reloaded")
    page.locator('[data-follow="end"]').click()
    page.locator('[data-follow="endSure"]').click()
    expect(page.locator(".ig-follow")).to_have_count(0)
    visit.nothing_left("ended")
    context.close()


def test_the_pages_left_by_every_way_have_every_kind_of_field():
    assert {field.kind for one in LEFT_BY_EVERY_WAY for field in fields_of(one)} == {
        field.kind for one in WHERE for field in fields_of(one)
    }


@pytest.mark.parametrize("calculator", WHERE)
def test_the_canary_is_in_what_is_typed(calculator):
    """Else the visit above would look for what was never there."""
    carries = [field.name for field in typed_fields(calculator) if field.kind != "whole" and field.name in marked(calculator)]
    typed = str(marked(calculator))
    assert all(any(text in str(marked(calculator)[name]) for text in CANARIES) for name in carries), typed
