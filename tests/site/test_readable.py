"""What people read outside the site."""

import re

import pytest

from tests.site.built import ROOT

README = ROOT / "README.md"


@pytest.mark.skipif(not README.exists(), reason="there is no README yet")
def test_the_readme_begins_with_the_two_commands():
    text = README.read_text("utf-8")
    first, second = text.find("scripts/serve.py"), text.find("scripts/test.py")
    assert 0 <= first < 3000 and 0 <= second < 3000


@pytest.mark.skipif(not README.exists(), reason="there is no README yet")
def test_the_readme_names_only_files_that_exist():
    text = README.read_text("utf-8")
    named = re.findall(r"`((?:scripts|guide|tests|calculators|docs|overrides)/[\w./-]*\w)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []
