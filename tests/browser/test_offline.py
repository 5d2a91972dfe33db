"""Without network, and from one release to the next: what is saved is whole, and no two builds ever meet."""

import json
from http import HTTPStatus

import pytest
from playwright.sync_api import expect

from guide.serving.hosting import PACKED_TYPES
from guide.setup import toolchain
from tests.browser.pages import COURSE, FILLED, Calculator, after_all, plain
from tests.browser.releases import BUILDS, PATH, RUNTIMES, Reader, Releases, browser_with, held_port, make_release, packed
from tests.browser.test_axe import AXE, RUN
from tests.browser.test_propose import danish_walk


@pytest.fixture(scope="module")
def releases():
    with held_port() as port:
        folders = {name: toolchain.CACHE / "releases" / name for name in BUILDS}
        for name, folder in folders.items():
            make_release(folder, f"http://127.0.0.1:{port}{PATH}", name)
        made = Releases(folders, port)
        yield made
        made.stop()


@pytest.fixture(scope="module")
def saved(playwright, releases, tmp_path_factory):
    """A profile in which release one was saved in one visit, from a host that packs with gzip; the browser is closed again."""
    profile = tmp_path_factory.mktemp("saved")
    host = releases.serve("one")
    host.gzip = True
    with browser_with(playwright, profile) as context:
        reader = Reader(context.pages[0], releases.url)
        reader.go()
        reader.expect_state("ready")
        assert reader.parts() == {BUILDS["one"]}
    asked = [name for method, name in host.asked if method == "GET"]
    big = [name for name in asked if name.endswith(("pyodide.asm.wasm", "snapshot.packed"))]
    assert big, "the visit did not load the runtime"
    return profile


@pytest.fixture
def fresh(playwright, releases, tmp_path):
    """A browser that was never here."""
    releases.serve("one")
    with browser_with(playwright, tmp_path / "profile") as context:
        yield context


@pytest.fixture
def kept(playwright, releases, saved, tmp_path):
    """A browser in which release one is saved; a copy of its profile."""
    import shutil

    shutil.copytree(saved, tmp_path / "profile", ignore=shutil.ignore_patterns("Singleton*"))
    releases.serve("one")
    with browser_with(playwright, tmp_path / "profile") as context:
        yield context


def page_names(releases) -> list[str]:
    site = releases.folders["one"]
    return sorted(f"{path.parent.relative_to(site).as_posix()}/" for lang in ("nb", "da") for path in (site / lang).rglob("index.html"))


# Opened as somebody would; all others are asked for and held against the release, byte by byte.
OPENED = ("nb/", "da/", "nb/ivig/infusion/", "da/sid/start/", "da/about/safety/", "nb/about/failures/")
ASK = """async (names) => Promise.all(names.map(async (name) => {
  const response = await fetch(name);
  return [response.status, await response.text()];
}))"""


def test_one_visit_and_then_everything_without_network(playwright, releases, saved):
    """The server is stopped and the browser started anew; only one page was ever opened."""
    releases.stop()
    with browser_with(playwright, saved) as context:
        reader = Reader(context.pages[0], releases.url)
        page = reader.page
        complaints = []
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))

        names = page_names(releases)
        assert len(names) >= 44
        assert set(OPENED) < set(names)
        for name in OPENED:
            response = reader.go(name)
            assert response.status == 200 and response.from_service_worker, name
            reader.expect_build("one")
            assert page.locator("article h1").count() == 1
            assert page.evaluate("document.documentElement.lang") == name[:2]
        for name, (status, text) in zip(names, page.evaluate(ASK, [f"{PATH}{name}" for name in names]), strict=True):
            assert status == 200, name
            assert text == (releases.folders["one"] / name / "index.html").read_text("utf-8"), name
        reader.expect_state("ready")
        assert "Se etter ny utgave" in reader.panel() or "Tjek for ny udgave" in reader.panel()

        reader.go("nb/about/")
        page.evaluate("window.stayed = true")
        for calculator, inputs in FILLED.items():
            card = reader.follow(calculator)
            card.fill(inputs)
            card.leave()
            expect(card.result).to_have_attribute("data-status", "ok")
        assert page.evaluate("window.stayed"), "no page was loaded anew"
        assert reader.parts() == {BUILDS["one"]}

        # the worker is bound by the policy that the service worker stamps on its script
        [worker] = [one for one in page.workers if "/runtime/" in one.url]
        # asked from a timer: what a test evaluates itself may do what the policy forbids
        bound = worker.evaluate(
            """() => new Promise((resolve) => setTimeout(() => {
              try { resolve(new Function("return 1")()); } catch (error) { resolve(error.name); } }))"""
        )
        assert bound == "EvalError"

        card = reader.calculator("ivig-maintenance")  # its calendar file needs a library that is loaded late
        card.fill(FILLED["ivig-maintenance"])
        card.leave()
        with page.expect_download() as download:
            card.card.locator('[data-action="calendar"]').first.click()
        assert download.value.suggested_filename.endswith(".ics")

        reader.go("nb/")
        page.locator('button[for="__search"]').first.click()
        page.locator(".md-search__input").press_sequentially("infusjon")
        expect(page.locator(".md-search-result__item").first).to_be_visible()
        with page.expect_navigation(url="**/nb/**"):
            page.locator(".md-search-result__link").first.click()
        reader.expect_build("one")

        danish_walk(page, reader.go)  # an error is found, reported and mended in both languages
        assert reader.go("nb/ivig/dose").url.endswith("/kb/nb/ivig/dose/")
        assert reader.go("nb/ivig/dose/index.html").url.endswith("/kb/nb/ivig/dose/")
        assert reader.go("da/ingen/her/").status == 404
        assert "Siden findes ikke" in page.locator("body").inner_text()
        assert reader.go("").status == 200
        page.wait_for_url("**/kb/nb/")
        reader.press("look") if page.locator('[data-action="look"]:visible').count() else (reader.panel(), reader.press("look"))
        expect(reader.place).to_contain_text("Fikk ikke kontakt")
        assert [one for one in complaints if "404" not in one and "sw.js" not in one and "ERR_CONNECTION" not in one] == []


def flipped(content: bytes) -> bytes:
    return content[:-20] + bytes([content[-20] ^ 1]) + content[-19:]


def test_a_first_visit_that_fails_says_why_and_the_next_goes_on(fresh, releases):
    reader = Reader(fresh.pages[0], releases.url)
    host = releases.host
    runtime = f"runtime/{BUILDS['one']}"
    for name, broken, words in (  # in the order in which they are fetched: what came before is kept
        ("da/sid/dose/", flipped, "ble avvist"),
        ("da/sid/start/", None, "mangler på nettstedet"),
        (f"{runtime}/python_stdlib.zip", flipped, "ble avvist"),
        (f"{runtime}/snapshot.packed", HTTPStatus.BAD_GATEWAY, "klarte ikke å gi fra seg"),
        (f"{runtime}/tzdata", "cut", "Forbindelsen ble brutt"),
    ):
        if name.endswith("tzdata"):
            [name] = [f"{runtime}/{path.name}" for path in (releases.folders["one"] / runtime).glob("tzdata*.whl")]
        host.broken = {name: broken}
        reader.go("nb/about/")
        reader.expect_state("failed")
        panel = reader.panel()
        assert words in panel and "virker bare med nett" in panel, (name, panel)
        assert "Forbindelsen" in panel or name in panel
        assert fresh.service_workers == [] or reader.page.evaluate("navigator.serviceWorker.controller") is None

    host.broken, host.asked = {}, []
    reader.panel()
    reader.press("retry")
    reader.expect_state("ready")
    # what came before was kept: only the rest is asked for
    assert "da/about/" not in [name for _, name in host.asked]
    assert reader.parts() == {BUILDS["one"]}


def test_no_room(fresh, releases):
    reader = Reader(fresh.pages[0], releases.url)
    session = fresh.new_cdp_session(reader.page)
    reader.go("nb/about/terms/")
    session.send("Storage.overrideQuotaForOrigin", {"origin": releases.url.removesuffix(PATH), "quotaSize": 3_000_000})
    reader.go("nb/about/")
    reader.expect_state("failed")
    assert "ikke nok plass" in reader.panel()
    session.send("Storage.overrideQuotaForOrigin", {"origin": releases.url.removesuffix(PATH)})
    reader.press("retry")
    reader.expect_state("ready")


REGISTER = "ServiceWorkerContainer.prototype.register = async () =>"
CANNOT = [
    ("delete Navigator.prototype.serviceWorker", "lar ikke nettsteder lagre seg selv"),
    ("Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined })", "lar ikke nettsteder lagre seg selv"),
    # In a frame with little right, to ask for it throws.
    ("Object.defineProperty(Navigator.prototype, 'serviceWorker', { get() { throw new DOMException('', 'SecurityError'); } })",
     "lar ikke nettsteder lagre seg selv"),
    ("delete window.caches", "lar ikke nettsteder lagre seg selv"),
    ("CacheStorage.prototype.has = () => Promise.reject(new DOMException('', 'SecurityError'))", "Et privat vindu"),
    ("Object.defineProperty(window, 'isSecureContext', { value: false })", "ikke sikret med https"),
    # A policy of the device or an extension puts something in its place that does nothing.
    (f"{REGISTER} undefined", "Noe på enheten hindrer lagringen"),
    (f"{REGISTER} null", "Noe på enheten hindrer lagringen"),
    (f"{REGISTER} ({{}})", "Noe på enheten hindrer lagringen"),
    (f"{REGISTER} {{ throw new DOMException('', 'SecurityError'); }}", "Et privat vindu"),
    (f"{REGISTER} {{ throw undefined; }}", "Lagringen ble avbrutt"),
]
# Where storage is refused, so are locks.
LOCKS_REFUSED = "LockManager.prototype.request = async () => { window.lockAsked = true; throw new DOMException('', 'SecurityError'); };"
HTML = b"<!doctype html><title>Log on</title>"
# What stands behind the address of the service worker: browsers say the same of all of them.
ANSWERS = [
    ((".html", HTML), "svarte med noe annet enn filen sw.js"),
    ((".js", HTML), "svarte med noe annet enn filen sw.js"),
    (None, "Filen sw.js mangler"),
    (HTTPStatus.SERVICE_UNAVAILABLE, "klarte ikke å gi fra seg filen sw.js"),
    (HTTPStatus.FORBIDDEN, "klarte ikke å gi fra seg filen sw.js"),
    ("cut", "Forbindelsen ble brutt"),
]


def test_a_browser_that_cannot_save_is_told_why(fresh, releases):
    def told_in(page, words):
        errors = []
        page.on("pageerror", lambda error: errors.append(error))
        reader = Reader(page, releases.url)
        reader.go("nb/about/")
        reader.expect_state("failed")
        assert words in reader.panel(), words
        assert errors == []
        reader.press("close")
        return reader

    for script, words in CANNOT:
        page = fresh.new_page()
        page.add_init_script(script)
        told_in(page, words).page.close()
    page, errors = fresh.pages[0], []
    page.add_init_script(LOCKS_REFUSED)
    page.on("pageerror", lambda error: errors.append(error))
    for answer, words in ANSWERS:
        releases.host.broken = {"sw.js": answer}
        reader = told_in(page, words)
    reader.calculator("ivig-course").answer(COURSE)  # what works with network still does
    page.wait_for_function("() => window.lockAsked")  # a page that is filled in asks for one
    assert errors == []


def test_files_kept_for_a_year_by_a_browser_that_saves_nothing(fresh, releases):
    """The pages of the new release come, and the scripts of the old one: a reload alone brings the same scripts again."""
    reader = Reader(fresh.pages[0], releases.url)
    reader.page.add_init_script("delete Navigator.prototype.serviceWorker")
    releases.host.keeps = True
    reader.calculator("ivig-course")
    assert reader.parts() == {BUILDS["one"]}
    host = releases.serve("two")
    host.keeps = True
    reader.page.goto("about:blank")
    reader.go()
    reader.expect_build("two")
    card = Calculator(reader, "ivig-course")
    card.wait_until_ready()
    card.answer(COURSE)
    assert reader.parts() == {BUILDS["two"]}


def withdrawn(*builds: str):
    entries = [{"build": build, "day": "2026-12-01", "nb": "Trinn 2 er for raskt.", "da": "Trin 2 er for hurtigt."} for build in builds]
    return (".json", json.dumps({"withdrawn": entries}).encode())


def test_a_withdrawn_release_is_closed_and_the_corrected_one_takes_its_place(kept, releases):
    reader = Reader(kept.pages[0], releases.url)
    card = reader.calculator("ivig-course")
    card.answer(COURSE)
    reader.expect_state("ready")
    card.type("weight_kg", "70")
    card.settle()
    host = releases.serve("one")
    host.broken = {"withdrawn.json": withdrawn("ffffffffffff")}
    comes_back = "dispatchEvent(new Event('online'))"
    reader.page.evaluate(comes_back)
    assert not after_all(reader.page, lambda: ("GET", "withdrawn.json") not in host.asked, seconds=180)
    assert plain(card.value("total_dose_g")) == "140 g", "another build is withdrawn"

    # Without network nobody knows; with it the next page does, and the one that is open.
    releases.stop()
    reader.page.evaluate(comes_back)
    expect(reader.notice("withdrawn")).to_have_count(0)
    releases.serve("one").broken = {"withdrawn.json": withdrawn(BUILDS["one"])}
    reader.page.evaluate(comes_back)
    notice = reader.notice("withdrawn")
    expect(notice).to_contain_text("trukket tilbake 01.12.2026: Trinn 2 er for raskt. Bruk den ikke.")
    assert notice.get_attribute("role") == "alert"
    reader.expect_state("withdrawn")
    assert "Trukket tilbake" in reader.place.locator(".ig-offline__button").inner_text()
    expect(card.card).to_be_hidden()
    assert card.filled() == {}
    reader.page.emulate_media(media="print")
    expect(notice).to_be_visible()
    reader.page.emulate_media(media="screen")

    releases.stop()  # what was said last holds without network, in the other language too
    reader.go("da/ivig/infusion/")
    expect(reader.notice("withdrawn")).to_contain_text("trukket tilbage 01.12.2026: Trin 2 er for hurtigt.")
    expect(reader.page.locator("ig-calculator").first).to_be_hidden()

    host = releases.serve("two")
    host.broken = {"withdrawn.json": withdrawn(BUILDS["one"])}
    reader.go("nb/ivig/dose/")
    reader.expect_build("two")  # nobody pressed anything
    reader.expect_state("ready")
    expect(reader.notice("withdrawn")).to_have_count(0)
    Calculator(reader, "ivig-course").wait_until_ready()
    assert reader.parts() == {BUILDS["two"]}

    # What lies beside the guide on the same host is not the guide's to answer; what the guide does not have is never asked for.
    host.asked.clear()
    status = "(name) => fetch(`/kb/${name}`).then((one) => one.status)"
    assert [reader.page.evaluate(status, name) for name in ("other/app.txt", "nb/other.txt", "assets/other.txt")] == [404, 404, 404]
    assert [name for _, name in host.asked if "other" in name] == ["other/app.txt"]


def test_two_tabs_agree_on_a_new_release(kept, releases):
    first = Reader(kept.pages[0], releases.url)
    card = first.calculator("ivig-course")
    card.answer(COURSE)
    second = Reader(kept.new_page(), releases.url)
    second.go("nb/ivig/infusion/")
    second.expect_state("ready")

    host = releases.serve("two")
    second.panel()
    second.press("look")
    expect(second.notice("update")).to_be_visible()
    expect(first.notice("update")).to_be_visible()
    fetched = {name for method, name in host.asked if method == "GET"}
    assert not any(name.endswith(("pyodide.asm.wasm", "python_stdlib.zip")) for name in fetched), "unchanged, but fetched again"
    assert "nb/ivig/dose/" in fetched
    assert first.parts() == second.parts() == {BUILDS["one"]}

    second.press("close")
    second.notice("update").locator('[data-action="use"]').click()
    expect(second.notice("update")).to_contain_text("i en annen fane")
    first.notice("update").locator('[data-action="use"]').click()
    expect(first.notice("update")).to_contain_text("tømt feltene")
    assert card.filled() == COURSE and first.build() == second.build() == BUILDS["one"]
    card.type("weight_kg", "70")
    card.settle()
    assert plain(card.value("total_dose_g")) == "140 g"

    card.card.locator('[data-action="clear"]').click()
    card.control("weight_kg").focus()  # entered and left, and its error stands there: that fills nothing
    first.page.keyboard.press("Tab")
    card.settle("invalid")
    locked = "navigator.locks.query().then(({ held }) => held.filter(({ name }) => name.endsWith(' filled')).length)"
    assert after_all(second.page, lambda: second.page.evaluate(locked)) == 0  # given back within half a second
    second.notice("update").locator('[data-action="use"]').click()
    for reader in (second, first):
        reader.expect_build("two")
        reader.expect_state("ready")
        assert reader.parts() == {BUILDS["two"]}
    card = Calculator(first, "ivig-course")
    card.wait_until_ready()
    card.answer(COURSE)
    assert first.parts() == {BUILDS["two"]}


def filled_in_beside_another(kept, releases) -> tuple[Reader, Calculator, Reader]:
    """A tab with a calculator that is filled in, and another tab of the same release."""
    filled = Reader(kept.pages[0], releases.url)
    card = filled.calculator("ivig-course")
    card.answer(COURSE)
    other = Reader(kept.new_page(), releases.url)
    other.go("nb/about/")
    other.expect_state("ready")
    return filled, card, other


def test_a_filled_in_tab_of_the_old_release_stays_whole(kept, releases):
    """Forced past the agreement, as a browser may do it."""
    old, card, new = filled_in_beside_another(kept, releases)
    releases.serve("two")
    new.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    expect(new.notice("update")).to_be_visible()
    new.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.waiting.postMessage({ kind: 'use' }))")
    new.expect_build("two")
    expect(old.notice("old")).to_contain_text("fra den forrige")
    assert old.build() == BUILDS["one"] and card.filled() == COURSE

    releases.stop()
    [worker] = [one for one in old.page.workers if "/runtime/" in one.url]
    assert BUILDS["one"] in worker.url
    with old.page.expect_event("worker"):  # lost, and started anew from its own release
        worker.evaluate("() => setTimeout(() => { throw new Error('lost'); })")
        card.type("weight_kg", "70")
    card.settle()
    assert plain(card.value("total_dose_g")) == "140 g"
    [worker] = [one for one in old.page.workers if "/runtime/" in one.url]
    assert BUILDS["one"] in worker.url

    # a link leads to a whole page of the new release
    with old.page.expect_navigation():
        old.page.locator(".md-tabs a[href*='sid']").first.click()
    old.expect_build("two")
    assert old.parts() == {BUILDS["two"]}
    new.page.close()
    old.go("nb/ivig/dose/")
    old.expect_state("ready")
    expect(old.page.locator("body")).to_be_visible()
    assert after_all(old.page, lambda: [name for name in old.cached() if BUILDS["one"] in name], seconds=180) == []


def test_a_plan_that_is_followed_goes_on_in_the_release_it_was_made_by(kept, releases):
    """A new one waits until it is ended, also over a reload; then it can be taken."""
    tab = Reader(kept.pages[0], releases.url)
    rate = tab.calculator("ivig-rate")
    rate.card.locator('[data-action="now"]').click()
    rate.answer({"weight_kg": "72", "volume_ml": "720", "product": "kiovig"})
    tab.page.locator(".ig-follow-begin button").click()
    expect(tab.page.locator(".ig-follow-headline")).to_contain_text("36 ml")
    tab.expect_state("ready")
    releases.serve("two")
    tab.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    expect(tab.notice("update")).to_contain_text("Ingen tall og ingen regler endrer seg.")
    tab.notice("update").locator('[data-action="use"]').click()
    expect(tab.notice("update")).to_contain_text("En plan følges på denne enheten (Trinn 1")
    expect(tab.notice("update")).to_contain_text("Avslutt planen først")
    expect(tab.page.locator(".ig-follow-headline")).to_contain_text("36 ml")
    assert tab.build() == BUILDS["one"]
    tab.page.reload()
    expect(tab.page.locator(".ig-follow-headline")).to_contain_text("36 ml")
    assert tab.parts() == {BUILDS["one"]}
    tab.page.locator('[data-follow="end"]').click()
    tab.page.locator('[data-follow="endSure"]').click()
    expect(tab.page.locator(".ig-follow")).to_have_count(0)
    locked = "navigator.locks.query().then(({ held }) => held.filter(({ name }) => name.endsWith(' filled')).length)"
    assert after_all(tab.page, lambda: tab.page.evaluate(locked)) == 0  # given back within half a second
    expect(tab.notice("update")).to_be_visible()
    tab.notice("update").locator('[data-action="use"]').click()
    waits = "navigator.serviceWorker.getRegistration().then(({ waiting }) => waiting !== null)"
    assert after_all(tab.page, lambda: tab.page.evaluate(waits)) is False
    tab.go("nb/about/")  # a page that was loaded anew a moment ago does not load itself once more
    tab.expect_build("two")


def test_a_release_in_which_no_figure_changed_does_not_send_the_runtime_again(kept, releases):
    """Its pages are new, its calculators are the same to the byte: a tab of the old release and one of the new share them."""
    old, card, new = filled_in_beside_another(kept, releases)
    host = releases.serve("prose")
    new.panel()
    new.press("look")
    expect(new.notice("update")).to_contain_text("Ingen svar endrer seg: kalkulatorene og tallene deres er de samme.")
    fetched = {name for method, name in host.asked if method == "GET"}
    assert "nb/ivig/dose/" in fetched
    assert [name for name in fetched if name.startswith("runtime/") and not name.endswith("/manifest.json")] == []

    releases.stop()
    new.notice("update").get_by_role("link", name="Se alt som endrer seg").click()  # both releases are saved: no network is needed
    report = new.page.locator("#waiting")
    expect(report).to_contain_text("Ingen svar endrer seg")
    expect(report).to_contain_text("pasienter regnet ut. 0 får et annet svar.")
    report.get_by_role("button", name="Stans").click()
    expect(report).to_contain_text("Stanset.")
    new.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.waiting.postMessage({ kind: 'use' }))")
    new.expect_build("prose")
    card.type("weight_kg", "70")
    card.settle()
    assert plain(card.value("total_dose_g")) == "140 g" and old.build() == BUILDS["one"]
    new.calculator("ivig-course").answer(COURSE)
    assert new.started()["from"] == "snapshot"
    assert new.parts() == {BUILDS["prose"], RUNTIMES["prose"]}
    assert new.page.locator(".ig-printed").locator("..").text_content().endswith(BUILDS["prose"]), "paper names the release"


def test_a_host_that_packs_with_brotli_sends_less(fresh, releases):
    """There the snapshot travels as it is and the host packs it, a third better than gzip; elsewhere see `saved`."""
    host = releases.serve("one")
    host.brotli = True
    snapshot = f"runtime/{BUILDS['one']}/snapshot.bin"
    for path in (releases.folders["one"] / "runtime" / BUILDS["one"]).iterdir():
        if path.suffix in PACKED_TYPES:
            packed(flipped(path.read_bytes()) if path.name == "snapshot.bin" else path.read_bytes())  # a host has this done before
    host.broken = {snapshot: flipped}
    reader = Reader(fresh.pages[0], releases.url)
    reader.calculator("ivig-course").answer(COURSE)
    started = reader.started()
    assert (started["from"], started["note"]) == ("cold", "snapshot.bin: not the file of this build")
    reader.expect_state("failed")
    assert "ble avvist" in reader.panel()

    host.broken = {}
    reader.press("retry")
    reader.expect_state("ready")
    asked = {name for method, name in host.asked if method == "GET"}
    assert snapshot in asked and snapshot.replace(".bin", ".packed") not in asked
    gzipped = (releases.folders["one"] / snapshot.replace(".bin", ".packed")).stat().st_size
    # Packed in a hurry here; `scripts/hosting.py pack` takes its time once and measures the whole set.
    assert host.sent[f"/{snapshot}"] < gzipped * 0.95
    releases.stop()
    reader.calculator("ivig-course").answer(COURSE)
    assert reader.started()["from"] == "snapshot"


def test_an_update_that_fails_leaves_the_release_in_use(kept, releases):
    reader = Reader(kept.pages[0], releases.url)
    reader.go("nb/about/")
    reader.expect_state("ready")
    # A browser may be closed before it has written down when it looked last; so it is asked to look, and finds nothing newer.
    reader.panel()
    reader.press("look")
    expect(reader.place).to_contain_text("Dette er den nyeste utgaven")
    looked = "JSON.parse(localStorage.getItem('/kb/.offline')).looked"
    host = releases.serve("two")
    host.broken = {f"runtime/{BUILDS['two']}/snapshot.packed": flipped}
    reader.panel()
    reader.press("look")
    expect(reader.place).to_contain_text("En ny utgave ble ikke lagret")
    expect(reader.place).to_contain_text("ble avvist")
    # Not behind a green tick: another sign, a notice, words for those who do not see it, and the look does not count.
    before = reader.page.evaluate(looked)
    for _ in ("now", "after a reload"):
        reader.expect_state("unsaved")
        assert "Ny utgave mangler" in reader.place.locator(".ig-offline__button").inner_text()
        expect(reader.place.locator(".ig-offline__spoken")).to_contain_text("Ny utgave mangler. Filen runtime")
        expect(reader.notice("unsaved")).to_contain_text("Du bruker fortsatt den forrige. Filen runtime")
        expect(reader.notice("stale")).to_have_count(0)
        reader.go("nb/about/")
    reader.page.evaluate("dispatchEvent(new Event('online'))")
    assert reader.page.evaluate(looked) == before
    reader.page.evaluate(
        """(looked) => localStorage.setItem("/kb/.offline",
          JSON.stringify({ ...JSON.parse(localStorage.getItem("/kb/.offline")), looked }))""",
        before - 31 * 86_400_000,
    )
    reader.go("nb/about/terms/")
    expect(reader.notice("stale")).to_contain_text("over 30 dager")
    card = reader.calculator("ivig-course")
    card.answer(COURSE)
    assert reader.parts() == {BUILDS["one"]}
    expect(reader.notice("update")).to_have_count(0)

    # The browser looks by itself, too, some time after a page was opened. What it has under way may be what is saved, and takes the
    # button away; or it has fetched the broken file already, and a press meanwhile asks for nothing more. So, as a reader would:
    # pressed as long as the button stands there.
    expect(reader.notice("unsaved").locator('[data-action="look"]')).to_be_visible()
    host.broken = {}
    press = """() => {
      document.querySelector('.ig-notice[data-notice="unsaved"] [data-action="look"]')?.click();
      return document.querySelector('.ig-notice[data-notice="update"]') === null;
    }"""
    assert not after_all(reader.page, lambda: reader.page.evaluate(press), seconds=180)
    expect(reader.notice("update")).to_be_visible()
    for kind in ("unsaved", "stale"):
        expect(reader.notice(kind)).to_have_count(0)
    reader.expect_state("update")


def test_files_that_went_missing(kept, releases):
    reader = Reader(kept.pages[0], releases.url)
    reader.go("nb/about/")
    reader.expect_state("ready")
    runtime = f"runtime/{BUILDS['one']}"
    for part in ("nb/ivig/dose/", f"{runtime}/pyodide.asm.wasm"):
        assert reader.forget(part) == 1
    reader.calculator("ivig-course").answer(COURSE)  # had again from the server, the same bytes
    assert reader.parts() == {BUILDS["one"]}

    # noticed at the next visit, and mended
    assert reader.forget("da/sid/") >= 8
    reader.go("nb/about/terms/")
    reader.expect_state("ready")
    assert not after_all(reader.page, lambda: len([name for name in reader.cached() if "da/sid/" in name]) < 8, seconds=180)
    expect(reader.notice("lost_files")).to_have_count(0)

    # the server has another release: its files are refused, in words, and nothing is calculated with them
    # The browser's own look, some time after a page was opened, must not save that one here: nobody asks for it.
    releases.serve("two").broken = {"sw.js": None}
    assert reader.forget("nb/ivig/dose/") == 1
    response = reader.go("nb/ivig/dose/")
    assert response.status == 503
    assert "ikke lenger lagret" in reader.page.locator("h1").inner_text()
    assert reader.forget(f"{runtime}/worker.mjs") == 1
    reader.go("nb/ivig/infusion/")
    reader.expect_build("one")
    expect(reader.page.locator("ig-calculator .ig-failure p:visible").first).to_contain_text("kunne ikke hentes")
    expect(reader.page.locator("ig-calculator details.ig-table").first).to_have_attribute("open", "")

    releases.stop()
    reader.go("nb/about/")
    expect(reader.notice("lost_files")).to_contain_text("(2 filer)")
    reader.expect_state("incomplete")
    assert "Deler av guiden er borte fra enheten (2 filer)" in reader.panel() and "Hele guiden" not in reader.panel()
    releases.serve("one")
    reader.press("retry")
    reader.expect_state("ready")
    expect(reader.notice("lost_files")).to_have_count(0)


def test_a_release_put_on_the_server_while_a_page_loads(fresh, releases):
    """Nothing is saved yet: the first page comes from one release, its scripts from the other."""
    reader = Reader(fresh.pages[0], releases.url)
    host = releases.host
    host.before["assets/app.mjs"] = lambda: setattr(host, "folder", releases.folders["two"].resolve())
    reader.go("nb/ivig/dose/")
    reader.expect_build("two")
    card = Calculator(reader, "ivig-course")
    card.wait_until_ready()
    card.answer(COURSE)
    assert reader.parts() == {BUILDS["two"]}
    reader.expect_state("ready")
    assert reader.parts() == {BUILDS["two"]}


def test_dated_banners_and_loss(kept, releases):
    reader = Reader(kept.pages[0], releases.url)
    page = reader.page
    reader.go("nb/ivig/dose/")
    reader.expect_state("ready")
    expect(reader.notice("stale")).to_have_count(0)
    expect(reader.notice("review")).to_have_count(0)
    releases.stop()
    # No page has a date of review before somebody has confirmed it: this one is given one as it comes in.
    page.add_init_script(
        """new MutationObserver((_, watching) => {
          const content = document.querySelector(".md-content");
          if (!content) return;
          watching.disconnect();
          if (location.pathname.includes("/ivig/")) content.dataset.review = "2027-11-30";
        }).observe(document, { childList: true, subtree: true });"""
    )
    page.clock.set_fixed_time("2027-11-30T23:00:00")
    reader.go("nb/ivig/dose/")
    expect(reader.notice("stale")).to_contain_text("over 30 dager")
    expect(reader.notice("review")).to_have_count(0)  # its last day
    page.clock.set_fixed_time("2027-12-01T00:30:00")
    reader.go("nb/ivig/dose/")
    expect(reader.notice("review")).to_contain_text("30.11.2027")
    for scheme in ("light", "dark"):  # notices on show and the panel open
        page.emulate_media(color_scheme=scheme)
        page.reload()
        reader.panel()
        for size in page.locator(".ig-offline button:visible, .ig-notice button:visible").evaluate_all(
            "all => all.map((one) => [one.offsetWidth, one.offsetHeight])"
        ):
            assert min(size) >= 44, "too small for a finger"
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(RUN, []) == [], scheme
        box = reader.notice("review").bounding_box()
        assert box["y"] > 0, "out of sight after a reload"
        page.keyboard.press("Escape")
        expect(reader.place.locator(".ig-offline__panel")).to_be_hidden()
        assert page.evaluate("document.activeElement.classList.contains('ig-offline__button')")
    reader.go("nb/about/")
    expect(reader.notice("stale")).to_be_visible()
    expect(reader.notice("review")).to_have_count(0)  # this page has no date

    releases.serve("one")
    page.evaluate(
        """async () => { for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
          for (const name of await caches.keys()) await caches.delete(name); }"""
    )
    reader.go("nb/about/")
    expect(reader.notice("lost")).to_contain_text("har slettet den")
    reader.expect_state("ready")
    expect(reader.notice("lost")).to_have_count(0)
    kept_there = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    assert {name.split(".")[-1] for name in kept_there} <= {"offline", "__palette"}
