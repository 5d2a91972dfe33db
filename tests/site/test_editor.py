"""The Python that the page of proposals gets: everything that it imports travels with it, whatever the page asks."""

import json
import subprocess
import sys
import zipfile

from tests.site.built import SITE, build

# Every entry of the worker, with what is there in the page alone: no package of the project or of others but those that travel.
ASKED = """
import json, sys
sys.path.insert(0, sys.argv[1])
from guide.proposing import browser, whom
every = whom.read_patients
whom.read_patients = lambda options: tuple(one for one in every(options) if one.calculator == "ivig-rate")[:40]
files = json.loads(open(sys.argv[2], encoding="utf-8").read())
edited = {f"docs/{lang}/ivig/infusion.md": files[f"docs/{lang}/ivig/infusion.md"].replace(f"[0,5 ml/kg {per} time]", f"[0,4 ml/kg {per} time]")
          for lang, per in (("nb", "per"), ("da", "pr."))}
common = {"edited": edited, "today": "2026-11-30", "lang": "nb", "version": "1", "build": "x", "title": "t", "why": "w", "source": "s",
          "author": "", "now": "2026-11-30T12:00:00+00:00", "file": "docs/nb/ivig/infusion.md", "root": "../", "fact": "nel-rate-1"}
found = {}
for name in ("start", "check", "show", "twin", "begin"):
    found[name] = json.loads(getattr(browser, name)(json.dumps(common)))
while "done" in (reply := json.loads(browser.go_on(json.dumps(common)))):
    pass
found["go_on"], found["pack"] = reply, json.loads(browser.pack(json.dumps(common)))
found["there"] = sorted({getattr(one, "__file__", None) or "" for one in sys.modules.values()})
print(json.dumps(found))
"""


def test_every_entry_answers_with_what_travels_and_nothing_else(tmp_path):
    folder = SITE / "editor" / build()
    [wheel] = (SITE / "runtime").glob("*/calculators-*.whl")
    for archive in (wheel, folder / "python.bin"):
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(tmp_path)
    for name, text in json.loads((folder / "project.json").read_text("utf-8")).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    command = [sys.executable, "-I", "-S", "-c", ASKED, str(tmp_path), str(folder / "project.json")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [name for name, reply in found.items() if name != "there" and ("error" in reply or "refused" in reply)] == [], found
    assert found["start"]["facts"] > 100 and found["go_on"]["changed"] > 0 and "<table" in found["go_on"]["html"]
    assert "0,4" in found["show"]["html"] and "[0,4 ml/kg pr. time]" in found["twin"]["text"] and found["pack"]["report"]
    assert [path for path in found["there"] if "site-packages" in path] == []
