"""How each failure of `guide/records/failures.toml` is made to happen: by the server, by a script in the page, or by a browser setting.

What the server can cause is the same for every engine.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from guide.serving.patched import missing, runtime_of
from tests.browser.conftest import SITE
from tests.engines.server import EngineServer, as_file, original, runtime

OTHER = "f00f00f00f00"
SAVED_EARLY = "da/about/"  # among the first files that are saved
OUT_OF_MEMORY = (
    'WebAssembly.Memory = class { constructor() { throw new RangeError("WebAssembly.Memory(): could not allocate memory"); } };\n'
)
NO_ROOM = 'Cache.prototype.put = async () => { throw new DOMException("", "QuotaExceededError"); };\n'
REFUSED = "CacheStorage.prototype.has = () => Promise.reject(new DOMException('', 'SecurityError'));"
RELEASED = threading.Event()


def held(handler) -> None:
    """No answer, until the test is over."""
    RELEASED.wait(60)
    handler.close_connection = True


def broken_off(handler) -> None:
    handler.close_connection = True
    handler.connection.close()


def cut() -> dict:
    packed = original("snapshot.packed")
    return {runtime("snapshot.packed"): as_file(packed[: len(packed) // 2], ".packed")}


def foreign() -> dict:
    """A sound snapshot in which calculators of another build live."""
    memory = gzip.decompress(original("snapshot.packed"))
    packed = gzip.compress(memory.replace(runtime_of(SITE).encode(), OTHER.encode()), 1)
    manifest = json.loads(original("manifest.json"))
    manifest["files"]["snapshot.packed"]["sha256"] = hashlib.sha256(packed).hexdigest()
    return {
        runtime("snapshot.packed"): as_file(packed, ".packed"),
        runtime("manifest.json"): as_file(json.dumps(manifest).encode(), ".json"),
    }


def flipped(content: bytes) -> bytes:
    """One bit changed, in the middle."""
    data = bytearray(content)
    data[len(data) // 2] ^= 1
    return bytes(data)


def wheel_flipped() -> dict:
    [wheel] = (SITE / runtime("")).glob("calculators-*.whl")
    return {runtime("snapshot.packed"): missing, runtime(wheel.name): as_file(flipped(wheel.read_bytes()), ".whl")}


def worker_says(old: str, new: str) -> Callable[[], dict]:
    def change() -> dict:
        text = original("worker.mjs").decode()
        assert text.count(old) == 1
        return {runtime("worker.mjs"): as_file(text.replace(old, new).encode(), ".mjs")}

    return change


def first_worker(answers: str) -> Callable[[], dict]:
    """The worker that comes first answers so; the one that replaces it is sound."""
    old = "self.postMessage({ v, build, id, ...answer });"

    def change() -> dict:
        text = original("worker.mjs").decode()
        assert text.count(old) == 1
        faulty = text.replace(old, f'if (answer.kind === "answer") {{ {answers} }} else {old}')
        served = []

        def serve(handler) -> None:
            served.append(handler)
            as_file((faulty if len(served) == 1 else text).encode(), ".mjs")(handler)

        return {runtime("worker.mjs"): serve}

    return change


@dataclass(frozen=True)
class Fault:
    """`off`: what the browser is set to do without. `saves`: what fails is the saving for use without network.
    `breaks_later`: the calculators begin as always. `begins_from`: what they must have begun from, where they answer."""

    files: Callable[[], dict] = dict
    limits: dict = field(default_factory=dict)
    script: str = ""
    off: str = ""
    saves: bool = False
    breaks_later: bool = False
    begins_from: str = ""

    def server(self) -> EngineServer:
        return EngineServer(self.files(), limits=self.limits, script=self.script, saves=self.saves)


FAULTS = {
    "snapshot-missing": Fault(lambda: {runtime("snapshot.packed"): missing}, begins_from="cold"),
    "snapshot-cut": Fault(cut, begins_from="cold"),
    "snapshot-foreign": Fault(foreign, begins_from="cold"),
    "snapshot-late": Fault(lambda: {runtime("snapshot.packed"): held}, {"SNAPSHOT_MS": 300}, begins_from="cold"),
    "wasm-type": Fault(
        lambda: {runtime("pyodide.asm.wasm"): as_file(original("pyodide.asm.wasm"), ".txt")}, begins_from="snapshot"
    ),
    "file-missing": Fault(lambda: {runtime("pyodide.asm.wasm"): missing}),
    "script-missing": Fault(lambda: {"assets/calculator/calculator.mjs": missing}),
    "byte-changed": Fault(wheel_flipped),
    "no-webassembly": Fault(off="webassembly"),
    # Such a browser does not look for a type, and takes the module for an old script.
    "no-module-worker": Fault(script="globalThis.Worker = class extends Worker { constructor(address) { super(address); } };"),
    "no-memory": Fault(worker_says("const PACKAGE =", OUT_OF_MEMORY + "const PACKAGE =")),
    "start-late": Fault(lambda: {runtime("manifest.json"): held}, {"START_MS": 1500}),
    "answer-late": Fault(first_worker("for (;;);"), {"ANSWER_MS": 1000}, breaks_later=True),
    "worker-killed": Fault(first_worker("setTimeout(() => { throw new Error('killed'); });"), breaks_later=True),
    "self-test": Fault(
        worker_says("module.self_test(JSON.stringify(untested))", json.dumps('{"ok": false, "failed": ["ivig-rate 60 kg"]}'))
    ),
    "other-build": Fault(worker_says("manifest.build !== build", "true")),
    "foreign-markup": Fault(
        worker_says(
            "self.postMessage({ v, build, id, ...answer });",
            "self.postMessage({ v, build, id, ...answer, reply: answer.reply?.replace('<section class', '<img src=x><section class') });",
        ),
        breaks_later=True,
    ),
    "no-javascript": Fault(off="javascript"),
    "service-workers-off": Fault(off="service-workers", saves=True),
    "storage-refused": Fault(script=REFUSED, saves=True),
    "not-secure": Fault(script="Object.defineProperty(window, 'isSecureContext', { value: false });", saves=True),
    "no-room": Fault(lambda: {"sw.js": as_file(NO_ROOM.encode() + (SITE / "sw.js").read_bytes(), ".js")}, saves=True),
    "saving-broken-off": Fault(lambda: {SAVED_EARLY: broken_off}, saves=True),
    "saving-file-missing": Fault(lambda: {SAVED_EARLY: missing}, saves=True),
    "saving-file-changed": Fault(
        lambda: {SAVED_EARLY: as_file(flipped((SITE / SAVED_EARLY / "index.html").read_bytes()), ".html")}, saves=True
    ),
}
