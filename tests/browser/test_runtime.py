"""The runtime in Chromium: it starts from the snapshot, falls back when it must, and never answers when it may not.

Each test opens a bare page from a server that can leave out or damage files.
"""

import gzip
import hashlib
import json
import os
import re
import threading
from http import HTTPStatus
from pathlib import Path

import pytest

from guide.serving.dev_server import POLICY
from guide.serving.patched import BARE_PAGE, PatchedServer, bare_page, golden, missing, page, runtime_of, serving

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(os.environ.get("IG_SITE", ROOT / "site"))
OTHER = "f00f00f00f00"

# Loads the client and keeps a record of its states.
OPEN = """async () => {
  window.runtime = await import("/assets/runtime/runtime.mjs");
  window.states = [];
  runtime.onState((state, code) => states.push(code ? `${state} ${code}` : state));
}"""
START = "() => runtime.start().catch(({ code, detail }) => ({ code, detail }))"
RUN = "(request) => runtime.run(request).catch(({ code, detail }) => ({ code, detail }))"
# Waits for a state (Playwright's own wait_for_function needs eval, which the policy forbids).
REACHED = """(wanted) => new Promise((resolve) => {
  runtime.onState((state, code) => `${state} ${code}` === wanted && resolve());
})"""
# Where the worker has calculators tested.
SELF_TEST = "module.self_test(JSON.stringify(untested))"
# Speaks the protocol itself: posts messages to a worker of its own, one after the other, and returns the replies.
SPEAK = """async ([build, messages]) => {
  const worker = new Worker(`/runtime/${build}/worker.mjs`, { type: "module" });
  const replies = [];
  for (const message of messages) {
    replies.push(await new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.postMessage({ v: 2, build, calculators: [], ...message });
    }));
  }
  worker.terminate();
  return replies;
}"""


@pytest.fixture(scope="module")
def build() -> str:
    return runtime_of(SITE)


@pytest.fixture(scope="module")
def vectors() -> list[tuple[str, str]]:
    """Requests and what CPython replies to them, both as JSON text."""
    found = golden(SITE)
    assert found, "the wheel carries no golden vectors"
    return found


@pytest.fixture(scope="module")
def request_(vectors) -> dict:
    return json.loads(vectors[0][0])


@pytest.fixture(scope="module")
def context(browsers):
    with browsers().new_context() as opened:
        yield opened


@pytest.fixture(scope="module")
def server():
    with serving(PatchedServer(SITE)) as found:
        yield found


# A busy machine must not decide what these tests say; those that are about a limit set their own.
PATIENT = {"START_MS": 120_000, "SNAPSHOT_MS": 60_000}


@pytest.fixture
def visit(context, server, build):
    """Opens the bare page with the client loaded. `changes` are by file name in the runtime folder, or by path."""
    usual, tabs = dict(server.changes), []
    folder = f"runtime/{build}"

    def opened(changes=None, csp=POLICY, before=None, limits=PATIENT):
        named = {name if "/" in name or name == BARE_PAGE else f"{folder}/{name}": do for name, do in (changes or {}).items()}
        protocol = file(with_limits(limits), ".mjs")
        server.changes = {**usual, "assets/runtime/protocol.mjs": protocol, f"{folder}/protocol.mjs": protocol, **named}
        server.csp, server.requests = csp, []
        # A changed clock holds for a whole context; else one context serves all: its cache holds the compiled wasm.
        home = context.browser.new_context() if before is stopped_clock else context
        tab = home.new_page()
        tabs.append(tab if home is context else home)
        tab.server, tab.complaints = server, []
        tab.on("console", lambda message: tab.complaints.append(message.text))
        if before:
            before(tab)
        tab.goto(server.url + BARE_PAGE)
        tab.evaluate(OPEN)
        return tab

    yield opened
    for tab in tabs:
        tab.close()
    server.changes, server.csp = usual, POLICY


def with_limits(limits: dict[str, int]) -> bytes:
    """The shipped protocol with other time limits."""
    text = (SITE / "assets/runtime/protocol.mjs").read_text()
    for name, value in limits.items():
        text, count = re.subn(rf"(export const {name} = )[\d_]+;", rf"\g<1>{value};", text)
        assert count == 1
    return text.encode()


@pytest.fixture(scope="module")
def memory(build) -> bytes:
    return gzip.decompress((SITE / "runtime" / build / "snapshot.packed").read_bytes())


def file(data: bytes, suffix: str = ".packed"):
    return lambda handler: handler.answer(HTTPStatus.OK, suffix, data)


def as_type(suffix: str):
    """The right file under the wrong type."""
    return lambda handler: handler.answer(HTTPStatus.OK, suffix, (SITE / handler.path.lstrip("/")).read_bytes())


def never(released: threading.Event):
    """An answer that does not come while the test runs."""

    def wait(handler):
        released.wait(60)
        handler.close_connection = True

    return wait


@pytest.fixture
def held():
    released = threading.Event()
    yield never(released)
    released.set()


@pytest.fixture
def without_cold(build):
    """The worker, but where a cold start would begin it says why and ends: that start takes longer than all the rest, and the golden
    vectors make it whole. Optionally with one more change."""

    def changed(old: str = "", new: str = ""):
        worker = (SITE / "runtime" / build / "worker.mjs").read_text()
        for before, after in ((COLD, 'throw new RuntimeFailure("version", `cold: ${origin.note}`);'), (old, new)):
            assert not before or worker.count(before) == 1, before
            worker = worker.replace(before, after) if before else worker
        return file(worker.encode(), ".mjs")

    return changed


COLD = "module = await Promise.race([startCold(loader, build), engine.failure]);"


def why_cold(tab) -> str:
    """Why a start from the snapshot was given up for a cold one."""
    ended = tab.evaluate(START)
    assert ended.get("detail", "").startswith("version: cold: "), ended
    return ended["detail"].removeprefix("version: cold: ")


# --- starts


def test_starts_from_the_snapshot_and_answers_like_cpython(visit, vectors):
    tab = visit()
    started = tab.evaluate(START)
    assert started["from"] == "snapshot"
    assert "note" not in started
    assert started["ms"] > 0
    request, reply = vectors[0]
    assert tab.evaluate(RUN, json.loads(request)) == json.loads(reply)
    assert tab.evaluate("states") == ["off", "starting", "ready"]
    assert tab.complaints == []


def test_starts_once_however_often_it_is_asked(visit, request_):
    tab = visit()
    replies = tab.evaluate("(q) => Promise.all([runtime.start(), runtime.run(q), runtime.run(q), runtime.start()])", request_)
    assert replies[1] == replies[2]
    assert tab.server.requests.count(f"runtime/{runtime_of(SITE)}/worker.mjs") == 1
    assert tab.evaluate("states") == ["off", "starting", "ready"]


def test_each_file_is_asked_for_once_and_at_home(visit):
    addresses = []
    tab = visit(before=lambda tab: tab.on("request", lambda request: addresses.append(request.url)))
    tab.evaluate(START)
    asked = [path for path in tab.server.requests if path.startswith("runtime/")]
    assert sorted(asked) == sorted(set(asked))
    assert [address for address in addresses if not address.startswith((tab.server.url, "data:"))] == []


def damaged(name: str, memory: bytes) -> bytes:
    packed = (SITE / "runtime" / runtime_of(SITE) / "snapshot.packed").read_bytes()
    middle = len(packed) // 2
    return {
        "empty": b"",
        "truncated": packed[:middle],
        "one bit flipped": packed[:middle] + bytes([packed[middle] ^ 1]) + packed[middle + 1 :],
        "not gzipped": memory,
        "shorter memory": gzip.compress(memory[:-16], 1),
        "longer memory": gzip.compress(memory + bytes(16), 1),
        "another memory of the same length": gzip.compress(memory[:-1] + bytes([memory[-1] ^ 1]), 1),
    }[name]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        # The hash and the unpacking are at work side by side: whichever notices first is told.
        ("empty", "not the file of this build|[Cc]ompressed"),
        ("truncated", "not the file of this build|[Cc]ompressed"),
        ("one bit flipped", "not the file of this build|[Cc]ompressed|bytes"),
        ("not gzipped", "not the file of this build|[Cc]ompressed"),
        ("shorter memory", "not the file of this build|bytes instead of"),
        ("longer memory", "not the file of this build|longer than"),
        ("another memory of the same length", "not the file of this build"),
    ],
)
def test_a_damaged_snapshot_is_noticed(visit, memory, without_cold, name, reason):
    tab = visit({"snapshot.packed": file(damaged(name, memory)), "worker.mjs": without_cold()})
    assert re.search(reason, why_cold(tab))


@pytest.mark.parametrize("name", ["one bit flipped", "shorter memory", "longer memory"])
def test_without_a_secure_context_damage_is_noticed_too(visit, memory, without_cold, name):
    """There is no crypto.subtle then, and so no hash: the CRC and the length must do. What can't be unpacked at all is noticed above."""
    tab = visit({"snapshot.packed": file(damaged(name, memory)), "worker.mjs": without_cold("globalThis.crypto?.subtle", "undefined")})
    assert why_cold(tab)


def test_a_late_snapshot_is_not_waited_for(visit, without_cold, held):
    tab = visit({"snapshot.packed": held, "worker.mjs": without_cold()}, limits={**PATIENT, "SNAPSHOT_MS": 300})
    assert "timed out" in why_cold(tab)


def test_the_calculators_of_another_build_in_the_snapshot_are_noticed(visit, memory, build, without_cold):
    assert memory.count(build.encode()), "the build id stands in the memory"
    foreign = gzip.compress(memory.replace(build.encode(), OTHER.encode()), 1)
    manifest = json.loads((SITE / "runtime" / build / "manifest.json").read_text())
    manifest["files"]["snapshot.packed"]["sha256"] = hashlib.sha256(foreign).hexdigest()
    manifest = file(json.dumps(manifest).encode(), ".json")
    tab = visit({"snapshot.packed": file(foreign), "manifest.json": manifest, "worker.mjs": without_cold()})
    assert OTHER in why_cold(tab)


# --- starts that must fail, and say why at once


def fails(tab, code: str) -> None:
    assert tab.evaluate(START)["code"] == code
    assert tab.evaluate("states").pop() == f"failed {code}"


@pytest.mark.parametrize(
    "name", ["worker.mjs", "engine.mjs", "manifest.json", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip"]
)
def test_a_missing_file_is_told(visit, name):
    fails(visit({name: missing}), "runtime-missing")


def test_a_missing_wheel_is_told_when_it_is_needed(visit, build):
    [wheel] = (SITE / "runtime" / build).glob("calculators-*.whl")
    fails(visit({"snapshot.packed": missing, wheel.name: missing}), "runtime-missing")


def test_a_wheel_with_another_hash_is_not_run(visit, build):
    [wheel] = (SITE / "runtime" / build).glob("calculators-*.whl")
    data = wheel.read_bytes()
    fails(visit({"snapshot.packed": missing, wheel.name: file(data + b"\0", ".whl")}), "runtime-missing")


def test_damaged_wasm_is_told(visit):
    fails(visit({"pyodide.asm.wasm": file(b"\0asm\1\0\0\0\xff", ".wasm")}), "runtime-missing")


@pytest.mark.parametrize("suffix", [".txt", ".html"])
def test_wasm_of_the_wrong_type_still_starts(visit, suffix):
    tab = visit({"pyodide.asm.wasm": as_type(suffix)})
    assert tab.evaluate(START)["from"] == "snapshot"


def test_a_policy_that_forbids_wasm_is_told(visit):
    tab = visit(csp=POLICY.replace("'wasm-unsafe-eval'", ""))
    fails(tab, "no-webassembly")


def test_a_browser_without_wasm_is_told(visit):
    tab = visit(before=lambda tab: tab.add_init_script("delete globalThis.WebAssembly"))
    fails(tab, "no-webassembly")
    assert not [path for path in tab.server.requests if path.startswith("runtime/")]


def test_a_browser_without_module_workers_is_told(visit):
    old = "globalThis.Worker = class { constructor(address) {} terminate() {} }"
    fails(visit(before=lambda tab: tab.add_init_script(old)), "no-module-worker")


def test_a_page_of_another_build_gets_no_answer(visit, build, request_):
    def as_ours(handler):
        handler.path = handler.path.replace(OTHER, build)
        handler.answer(HTTPStatus.OK, Path(handler.path).suffix, (SITE / handler.path.lstrip("/")).read_bytes())

    changes = {f"runtime/{OTHER}/{path.name}": as_ours for path in (SITE / "runtime" / build).iterdir()}
    tab = visit({**changes, BARE_PAGE: page(bare_page(OTHER))})
    fails(tab, "version")
    assert tab.evaluate(RUN, request_)["code"] == "version"
    assert tab.server.requests.count(f"runtime/{OTHER}/worker.mjs") == 1, "no new worker can mend it"


def test_a_reply_of_another_build_is_thrown_away(visit, request_):
    tab = visit()
    tab.evaluate(START)
    tab.workers[0].evaluate(
        """(other) => {
          const post = self.postMessage.bind(self);
          self.postMessage = (message) => post({ ...message, reply: message.reply?.replace(/"build": *"[^"]+"/, other) });
        }""",
        f'"build": "{OTHER}"',
    )
    assert tab.evaluate(RUN, request_)["code"] == "version"


@pytest.mark.parametrize("report", ['{"ok": false, "failed": ["ivig-rate 60 kg"]}', '{"ok": true, "checked": 0}'])
def test_no_answer_after_a_failed_self_test(visit, memory, build, request_, report):
    worker = (SITE / "runtime" / build / "worker.mjs").read_text()
    assert worker.count(SELF_TEST) == 1
    changed = worker.replace(SELF_TEST, json.dumps(report))
    tab = visit({"worker.mjs": file(changed.encode(), ".mjs")})
    fails(tab, "self-test")
    assert tab.evaluate(RUN, request_)["code"] == "self-test"


def test_a_calculator_of_another_page_tests_itself_before_its_first_answer(visit, build, vectors):
    """And closes all of them if it fails, as at the start."""
    first, other = (next(asked for asked, _ in vectors if json.loads(asked)["calculator"] == name) for name in ("ivig-rate", "sid-dose"))
    failing = """((names) => names.includes("sid-dose") ? '{"ok": false, "failed": ["sid-dose"]}' : module.self_test(names))"""
    worker = (SITE / "runtime" / build / "worker.mjs").read_text()
    tab = visit({"worker.mjs": file(worker.replace(SELF_TEST, SELF_TEST.replace("module.self_test", failing)).encode(), ".mjs")})
    tab.evaluate("""() => {
      const card = document.createElement("ig-calculator");
      card.dataset.calculator = "ivig-rate";
      document.body.append(card);
    }""")
    assert tab.evaluate(START)["from"] == "snapshot"
    assert "html" in tab.evaluate(RUN, json.loads(first)), "nobody has asked the one that fails"
    assert tab.evaluate(RUN, json.loads(other)) == {"code": "self-test", "detail": "self-test: sid-dose"}
    assert tab.evaluate(RUN, json.loads(first))["code"] == "self-test"


def stopped_clock(tab) -> None:
    tab.clock.install(time=0)
    tab.clock.pause_at(1000)


def test_a_start_that_takes_20_seconds_is_ended(visit, held):
    tab = visit({"manifest.json": held}, before=stopped_clock, limits={})
    with tab.expect_worker() as worker:
        tab.evaluate("() => { window.outcome = runtime.start().catch(({ code }) => code); }")
    tab.clock.run_for(19_999)
    assert tab.evaluate("states") == ["off", "starting"]
    with worker.value.expect_event("close"):
        tab.clock.run_for(1)
    assert tab.evaluate("outcome") == "start-timeout"
    assert tab.evaluate("states").pop() == "failed start-timeout"


# --- workers that get lost


def test_a_worker_that_hangs_in_mid_answer_is_replaced(visit, vectors):
    request, reply = json.loads(vectors[0][0]), json.loads(vectors[0][1])
    tab = visit()
    tab.evaluate(START)
    first = tab.workers[0]
    first.evaluate("() => { self.postMessage = () => { for (;;); }; }")
    with first.expect_event("close"):
        assert tab.evaluate(RUN, request)["code"] == "answer-timeout"
    assert tab.evaluate("states").pop() == "failed answer-timeout"
    assert tab.evaluate(RUN, request) == reply
    assert tab.evaluate("states").pop() == "ready"


def test_a_worker_that_breaks_is_replaced(visit, vectors):
    request, reply = json.loads(vectors[0][0]), json.loads(vectors[0][1])
    tab = visit()
    tab.evaluate(START)
    tab.workers[0].evaluate("() => { setTimeout(() => { throw new Error('broken'); }); }")
    tab.evaluate(REACHED, "failed worker-lost")
    assert tab.evaluate(RUN, request) == reply
    assert tab.evaluate("states").pop() == "ready"


def test_all_that_wait_hear_of_the_failure(visit, request_):
    tab = visit()
    tab.evaluate(START)
    tab.workers[0].evaluate("() => { self.postMessage = () => { throw new Error('lost'); }; }")
    ask = "(q) => Promise.all([1, 2].map(() => runtime.run(q).catch(({ code }) => code)))"
    assert tab.evaluate(ask, request_) == ["answer-timeout", "answer-timeout"]


def test_three_restarts_in_a_row_then_no_more(visit, build):
    tab = visit({"manifest.json": missing})
    for _ in range(6):
        assert tab.evaluate(START)["code"] == "runtime-missing"
    assert tab.server.requests.count(f"runtime/{build}/manifest.json") == 4


def test_an_answer_sets_the_count_of_restarts_back(visit, vectors):
    request, reply = json.loads(vectors[0][0]), json.loads(vectors[0][1])
    tab = visit()
    for _ in range(5):
        assert tab.evaluate(RUN, request) == reply
        tab.workers[-1].evaluate("() => { setTimeout(() => { throw new Error('broken'); }); }")
        tab.evaluate(REACHED, "failed worker-lost")


# --- the protocol


def test_replies_repeat_version_build_and_id(visit, build, vectors):
    request, reply = vectors[0]
    messages = [
        {"id": 7, "kind": "start"},
        {"id": 8, "kind": "run", "request": request},
        {"id": 41, "kind": "run", "request": request},
        {"id": 42, "kind": "start"},
    ]
    replies = visit().evaluate(SPEAK, [build, messages])
    assert [(found["v"], found["build"], found["id"]) for found in replies] == [(2, build, message["id"]) for message in messages]
    assert [found["kind"] for found in replies] == ["started", "answer", "answer", "started"]
    assert replies[1]["reply"] == replies[2]["reply"] == reply
    assert replies[0]["from"] == "snapshot"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"kind": "run", "request": "{}"}, "internal"),
        ({"kind": "stop"}, "internal"),
        ({}, "internal"),
        ({"kind": "start", "v": 1}, "version"),
        ({"kind": "start", "build": OTHER}, "version"),
    ],
)
def test_a_message_out_of_place_is_refused(visit, build, message, code):
    [reply] = visit().evaluate(SPEAK, [build, [{"id": 3, **message}]])
    assert (reply["id"], reply["kind"], reply["code"]) == (3, "failed", code)


def test_a_run_for_another_build_is_refused(visit, build, vectors):
    request = vectors[0][0]
    messages = [
        {"id": 1, "kind": "start"},
        {"id": 2, "kind": "run", "request": request, "build": OTHER},
        {"id": 3, "kind": "run", "request": request},
    ]
    _, refused, answered = visit().evaluate(SPEAK, [build, messages])
    assert (refused["kind"], refused["code"], refused["build"]) == ("failed", "version", OTHER)
    assert answered["kind"] == "answer"


SENSELESS = ("", "no JSON", "[]", "null", '{"calculator": "nothing"}', '{"calculator": 1, "inputs": 2}')


def test_a_senseless_request_ends_no_worker(visit, build, vectors):
    request, reply = vectors[0]
    asked = [text for senseless in SENSELESS for text in (senseless, request)]
    runs = [{"id": number, "kind": "run", "request": text} for number, text in enumerate(asked, 2)]
    _, *told = visit().evaluate(SPEAK, [build, [{"id": 1, "kind": "start"}, *runs]])
    for odd, answered in zip(told[::2], told[1::2], strict=True):
        assert odd["kind"] == "answer" and json.loads(odd["reply"])["build"] == build
        assert answered["reply"] == reply


# --- one Python


@pytest.mark.parametrize("origin", ["snapshot", "cold"])
def test_golden_vectors_give_the_same_json_as_cpython(visit, build, vectors, origin):
    tab = visit({"snapshot.packed": missing} if origin == "cold" else {})
    messages = [{"id": number, "kind": "run", "request": request} for number, (request, _) in enumerate(vectors, 1)]
    started, *replies = tab.evaluate(SPEAK, [build, [{"id": 0, "kind": "start"}, *messages]])
    assert (started["from"], started.get("note")) == (origin, {"snapshot": None, "cold": "snapshot.packed: HTTP 404"}[origin])
    differing = [request for (request, expected), reply in zip(vectors, replies, strict=True) if reply.get("reply") != expected]
    assert differing == []
