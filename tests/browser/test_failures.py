"""Each failure of the list: it is made to happen, and the page is held to what the list says of it.

`scripts/failures.toml` is the list; the page about/failures shows it to readers. One language for each failure, in turn:
that every message has its words in both is checked in the built site.
"""

import gzip
import hashlib
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

import pytest
from playwright.sync_api import expect

from scripts.bench import PatchedServer, build_of, missing, serving
from scripts.failures import failures
from tests.browser.conftest import PATIENT, SITE, new_context
from tests.browser.pages import COURSE, NBSP, Calculator, Tab

OTHER = "f00f00f00f00"
LISTED = {failure.id: failure for failure in failures()}
OUT_OF_MEMORY = (
    'WebAssembly.Memory = class { constructor() { throw new RangeError("WebAssembly.Memory(): could not allocate memory"); } };\n'
)
HELD = threading.Event()


def runtime(name: str) -> str:
    return f"runtime/{build_of(SITE)}/{name}"


def original(name: str) -> bytes:
    return (SITE / runtime(name)).read_bytes()


def as_file(data: bytes, suffix: str):
    return lambda handler: handler.answer(HTTPStatus.OK, suffix, data)


def held(handler):
    HELD.wait(60)
    handler.close_connection = True


def cut():
    packed = original("snapshot.bin.gz")
    return {"snapshot.bin.gz": as_file(packed[: len(packed) // 2], ".gz")}


def foreign():
    """A sound snapshot in which calculators of another build live."""
    memory = gzip.decompress(original("snapshot.bin.gz"))
    packed = gzip.compress(memory.replace(build_of(SITE).encode(), OTHER.encode()), 1)
    manifest = json.loads(original("manifest.json"))
    manifest["files"]["snapshot.bin.gz"]["sha256"] = hashlib.sha256(packed).hexdigest()
    return {"snapshot.bin.gz": as_file(packed, ".gz"), "manifest.json": as_file(json.dumps(manifest).encode(), ".json")}


def flipped():
    [wheel] = (SITE / runtime("")).glob("calculators-*.whl")
    data = bytearray(wheel.read_bytes())
    data[len(data) // 2] ^= 1
    return {"snapshot.bin.gz": missing, wheel.name: as_file(bytes(data), ".whl")}


def worker_says(old: str, new: str):
    def change():
        text = original("worker.mjs").decode()
        assert text.count(old) == 1
        return {"worker.mjs": as_file(text.replace(old, new).encode(), ".mjs")}

    return change


@dataclass(frozen=True)
class Fault:
    """How a failure is made to happen: by other files, another browser, or in the running worker."""

    files: Callable[[], dict] = dict
    limits: dict = field(default_factory=dict)
    script: str = ""
    worker: str = ""
    java_script: bool = True
    begins_from: str = ""


FAULTS = {
    "snapshot-missing": Fault(lambda: {"snapshot.bin.gz": missing}, begins_from="cold"),
    "snapshot-cut": Fault(cut, begins_from="cold"),
    "snapshot-foreign": Fault(foreign, begins_from="cold"),
    "snapshot-late": Fault(lambda: {"snapshot.bin.gz": held}, {"SNAPSHOT_MS": 300}, begins_from="cold"),
    "wasm-type": Fault(lambda: {"pyodide.asm.wasm": as_file(original("pyodide.asm.wasm"), ".txt")}, begins_from="snapshot"),
    "file-missing": Fault(lambda: {"pyodide.asm.wasm": missing}),
    "script-missing": Fault(lambda: {"/assets/calculator.mjs": missing}),
    "byte-changed": Fault(flipped),
    "no-webassembly": Fault(script="delete globalThis.WebAssembly"),
    # Such a browser does not look for a type, and takes the module for an old script.
    "no-module-worker": Fault(script="globalThis.Worker = class extends Worker { constructor(address) { super(address); } };"),
    "no-memory": Fault(worker_says("const PACKAGE =", OUT_OF_MEMORY + "const PACKAGE =")),
    "start-late": Fault(lambda: {"manifest.json": held}, {"START_MS": 1500}),
    "answer-late": Fault(limits={"ANSWER_MS": 1000}, worker="() => { self.postMessage = () => { for (;;); }; }"),
    "worker-killed": Fault(worker="() => { self.postMessage = () => { setTimeout(() => { throw new Error('killed'); }); }; }"),
    "self-test": Fault(worker_says("module.self_test()", json.dumps('{"ok": false, "failed": ["ivig-rate 60 kg"]}'))),
    "other-build": Fault(worker_says("manifest.build !== build", "true")),
    "foreign-markup": Fault(
        worker="""() => {
          const post = self.postMessage.bind(self);
          self.postMessage = (message) => post({ ...message,
            reply: message.reply?.replace('<section class', '<img src=x><section class') });
        }"""
    ),
    "no-javascript": Fault(java_script=False),
}


def test_every_failure_of_the_list_is_made_to_happen():
    assert set(FAULTS) == set(LISTED)
    assert {engine for failure in LISTED.values() for engine in failure.engines} == {"Chromium"}, "what these tests run in"


@pytest.fixture
def server(request):
    fault = FAULTS[request.param]
    HELD.clear()
    made = PatchedServer(SITE)
    made.changes |= {name.removeprefix("/") if name[0] == "/" else runtime(name): do for name, do in fault.files().items()}
    text = original("protocol.mjs").decode()
    for name, value in {**PATIENT, **fault.limits}.items():
        text, count = re.subn(rf"(export const {name} = )[\d_]+;", rf"\g<1>{value};", text)
        assert count == 1
    for name in ("assets/protocol.mjs", runtime("protocol.mjs")):
        made.changes[name] = as_file(text.encode(), ".mjs")
    with serving(made) as running:
        yield running
        HELD.set()


def text_and_table_are_there(tab: Tab, course: Calculator) -> None:
    expect(tab.page.locator("article .ig-fact").first).to_be_visible()
    assert len(tab.page.locator("article").inner_text()) > 1000
    if not course.table.evaluate("(table) => table.open"):
        course.table.locator("summary").click()
    expect(course.table.locator("tbody tr")).to_have_count(17)
    expect(course.table.locator("tbody th", has_text=f"60{NBSP}kg")).to_be_visible()


def search_finds(tab: Tab) -> None:
    tab.page.locator("input.md-search__input").click()
    tab.page.locator("input.md-search__input").press_sequentially("kiovig")
    expect(tab.page.locator(".md-search-result__item").first).to_be_visible()


@pytest.mark.parametrize(
    ("server", "failure", "lang"),
    [(id, LISTED[id], "nb" if number % 2 else "da") for number, id in enumerate(FAULTS)],
    ids=list(FAULTS),
    indirect=["server"],
)
def test_what_the_reader_sees_and_what_still_works(browser, server, failure, lang):
    fault = FAULTS[failure.id]
    with new_context(browser, lang, java_script_enabled=fault.java_script) as context:
        tab = Tab(context.new_page(), server.url, lang)
        if fault.script:
            tab.page.add_init_script(fault.script)
        course = tab.calculator("ivig-course", ready=False)
        shown = course.card.locator(".ig-noscript") if failure.code == "noscript" else course.failure.locator("p:visible")

        if failure.calculators in ("yes", "slower") or fault.worker:
            course.wait_until_ready()
        if fault.worker:
            [worker] = tab.workers()
            worker.evaluate(fault.worker)
            course.fill(COURSE)
            course.leave()
        if failure.code:
            expect(shown).to_have_text(failure.message(lang))
            assert course.result.count() == 0 and course.card.locator("img").count() == 0
            expect(course.table).to_have_attribute("open", "")
            if failure.calculators == "no" and failure.code != "unsafe":
                expect(course.form).to_be_hidden()
        else:
            course.answer(COURSE)
            assert course.value("total_dose_g") == f"120{NBSP}g"
            expect(course.failure).to_be_hidden()
            started = tab.page.evaluate("import('/assets/runtime.mjs').then((runtime) => runtime.start())")
            assert started["from"] == fault.begins_from
        text_and_table_are_there(tab, course)
        if failure.calculators == "again":
            course.failure.locator("button[data-action=retry]").click()
            expect(course.result).to_have_attribute("data-status", "ok")
            assert course.value("total_dose_g") == f"120{NBSP}g"
            expect(course.failure).to_be_hidden()
        elif failure.code not in ("", "noscript", "no-webassembly", "no-module-worker") and failure.id != "script-missing":
            expect(course.failure.locator("button[data-action=reload]")).to_be_visible()
        if failure.search:
            search_finds(tab)
        else:
            expect(tab.page.locator(".md-search-result__item")).to_have_count(0)
        assert tab.foreign == []
