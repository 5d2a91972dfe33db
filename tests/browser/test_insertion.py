"""The gate through which answers enter the page, in the browser that parses them; and what else makes markup of text."""

import re
from http import HTTPStatus

import pytest

from guide.serving.patched import PatchedHandler, PatchedServer, bare_page, page, runtime_of, serving
from tests.browser.conftest import PATIENT, SITE
from tests.browser.pages import COURSE, Tab

BARE = "nb/bare.html"
CHECK = """async (pieces) => {
  const { checked, insertAnswer } = await import("/assets/calculator/insert.mjs");
  const place = document.createElement("div");
  document.body.append(place);
  window.ran = 0;
  const told = pieces.map((piece) => {
    place.replaceChildren("old");
    try {
      checked(piece);
      insertAnswer(place, piece);
      return place.innerHTML;
    } catch (error) {
      return { name: error.name, message: error.message, left: place.innerHTML };
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  return [told, window.ran, performance.getEntriesByType("resource").map((one) => one.name)];
}"""

REFUSED = [
    "<script>ran += 1</script>",
    "<p>a</p><script src='/x.js'></script>",
    "<svg><script>ran += 1</script></svg>",
    "<img src=/x.png onerror='ran += 1'>",
    "<image href=/x.png>",
    "<svg><image href='/x.png'></image></svg>",
    "<svg><use href='#a'></use></svg>",
    "<svg><foreignObject><p>a</p></foreignObject></svg>",
    "<svg><animate attributeName=href to=javascript:1></animate></svg>",
    "<svg><a href='javascript:ran+=1'><text>a</text></a></svg>",
    "<svg><style>*{}</style></svg>",
    "<math><mi>a</mi></math>",
    "<p onclick='ran += 1'>a</p>",
    "<p ONCLICK='ran += 1'>a</p>",
    "<p style='color:red'>a</p>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=/x.css>",
    "<meta http-equiv=refresh content='0;url=/x'>",
    "<base href='https://example.org/'>",
    "<title>a</title>",
    "<iframe srcdoc='a'></iframe>",
    "<iframe src='/'></iframe>",
    "<object data='/'></object>",
    "<embed src='/'>",
    "<template><p>a</p></template>",
    "<form action='/x'></form>",
    "<input name=weight_kg value=1>",
    "<textarea>a</textarea>",
    "<select></select>",
    "<noscript><p>a</p></noscript>",
    "<ig-calculator></ig-calculator>",
    "<x-a></x-a>",
    "<dialog open>a</dialog>",
    "<slot></slot>",
    "<body class=x>a",
    "<html lang=en>a",
    "<button>a</button>",
    "<button type=submit>a</button>",
    "<button type=button formaction='/x'>a</button>",
    "<p href='x'>a</p>",
    "<a href='https://example.org/'>a</a>",
    "<a href='//example.org/'>a</a>",
    "<a href='/nb/'>a</a>",
    "<a href='\\\\example.org'>a</a>",
    "<a href='javascript:ran+=1'>a</a>",
    "<a href=' javascript:ran+=1'>a</a>",
    "<a href='java\tscript:ran+=1'>a</a>",
    "<a href='data:text/html,a'>a</a>",
    "<a href='blob:x'>a</a>",
    "<a href='../../../../x' target=_blank>a</a>",
    "<a href='x' ping='/y'>a</a>",
    "<a href='x' download>a</a>",
    "<svg><rect fill='url(https://example.org/a)'/></svg>",
    "<svg xmlns:xlink='x'><path xlink:href='y'/></svg>",
    "<table><tr><td background='/x.png'>a</td></tr></table>",
    "<p srcset='/x.png 2x'>a</p>",
    "<p is='x-a'>a</p>",
    "<p contenteditable>a</p>",
    "<p autofocus>a</p>",
    "<p popover>a</p>",
    "<p slot=x>a</p>",
    "<p part=x>a</p>",
    "<p nonce=x>a</p>",
    "<video src=/x></video>",
    "<audio src=/x></audio>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=ran+=1&gt;'>",
    "<svg></p><style><a id='</style><img src=1 onerror=ran+=1>'>",
]
PASSED = {
    "<p class=\"a\">5 &lt; 6 &amp; 7</p>": '<p class="a">5 &lt; 6 &amp; 7</p>',
    "&lt;script&gt;ran += 1&lt;/script&gt;": "&lt;script&gt;ran += 1&lt;/script&gt;",
    '<a href="ivig/dose/#nel-initial-dose">a</a>': '<a href="ivig/dose/#nel-initial-dose">a</a>',
    '<svg viewBox="0 0 9 9"><path d="M0 0"></path></svg>': '<svg viewBox="0 0 9 9"><path d="M0 0"></path></svg>',
    '<button type="button" data-action="print">a</button>': '<button type="button" data-action="print">a</button>',
    "<p>a<!-- <img src=x onerror=ran+=1> --></p>": "<p>a<!-- <img src=x onerror=ran+=1> --></p>",
}  # fmt: skip


# What the policy stops in a worker, as the browser tells it. The address is asked for by nobody: it is stopped before.
BOUND = """async () => {
  const told = [];
  self.addEventListener("securitypolicyviolation", (event) => told.push(event.effectiveDirective));
  const done = [];
  await new Promise((resolve) => setTimeout(resolve)); // what the debugger itself runs may use eval
  try { self.eval("1"); done.push("eval"); } catch {}
  try { await fetch("http://127.0.0.1:9/", { mode: "no-cors" }); done.push("fetch"); } catch {}
  try { await import("http://127.0.0.1:9/a.mjs"); done.push("import"); } catch {}
  try { new WebSocket("ws://127.0.0.1:9/"); } catch {}
  await new Promise((resolve) => setTimeout(resolve, 300));
  return [done, [...new Set(told)].sort()];
}"""


class Reporting(PatchedHandler):
    """Asks the browser to tell wherever text is made into markup or code, without forbidding it."""

    def end_headers(self):
        self.send_header("Content-Security-Policy-Report-Only", "require-trusted-types-for 'script'")
        super().end_headers()


@pytest.fixture(scope="module")
def server():
    started = PatchedServer(SITE, {BARE: page(bare_page(runtime_of(SITE)))})
    started.RequestHandlerClass = Reporting
    protocol = (SITE / "assets/runtime/protocol.mjs").read_text()
    for name, value in PATIENT.items():
        protocol, count = re.subn(rf"(export const {name} = )[\d_]+;", rf"\g<1>{value};", protocol)
        assert count == 1
    for path in ("assets/runtime/protocol.mjs", f"runtime/{runtime_of(SITE)}/protocol.mjs"):
        started.changes[path] = lambda handler: handler.answer(HTTPStatus.OK, ".mjs", protocol.encode())
    with serving(started) as found:
        yield found


def test_the_gate(browser, server):
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(server.url + BARE)
    told, ran, loaded = tab.evaluate(CHECK, [*REFUSED, *PASSED])
    refused, passed = told[: len(REFUSED)], told[len(REFUSED) :]
    let_in = [piece for piece, one in zip(REFUSED, refused, strict=True) if not isinstance(one, dict) or one["name"] != "InsertRefused"]
    assert let_in == []
    assert {one["left"] for one in refused} == {"old"}, "what is refused changes nothing"
    assert all(one["message"].startswith("The answer was not shown: ") for one in refused)
    assert passed == list(PASSED.values())
    assert ran == 0
    assert {address.rsplit("/", 1)[1] for address in loaded} <= {"insert.mjs", "page.mjs"}, "nothing was fetched on the way"
    context.close()


def test_what_makes_markup_of_text(browser, server):
    """The browser itself counts, while a calculator is used: of our scripts only the gate, and the worker's address."""
    context = browser.new_context(locale="nb-NO")
    context.add_init_script(
        """window.seen = [];
        addEventListener("securitypolicyviolation", (event) =>
          seen.push([event.sourceFile.replace(/[?#].*/, "").split("/").pop(), event.sample.split("|")[0]]));"""
    )
    tab = Tab(context.new_page(), server.url, "nb")
    course = tab.calculator("ivig-course")
    course.answer(COURSE)
    course.result.locator('button[data-action="handover"]').click()
    seen = {tuple(one) for one in tab.page.evaluate("seen")}
    ours = {(file, sink) for file, sink in seen if file.endswith(".mjs") or file.startswith("theme-")}
    assert ours == {
        ("insert.mjs", "DOMParser parseFromString"),
        ("runtime.mjs", "Worker constructor"),
        ("offline.mjs", "ServiceWorkerContainer register"),
    }
    assert seen - ours, "the theme does so too: decision 13 rests on it"
    [worker] = tab.workers()
    done, stopped = worker.evaluate(BOUND)
    assert done == [], "the worker is bound too"
    assert {"connect-src", "script-src"} <= {directive.removesuffix("-elem") for directive in stopped}
    context.close()
