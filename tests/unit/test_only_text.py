"""Markdown may put text into a page and nothing that a browser acts upon: every way of the OWASP cheat sheets, and our own.

Each way is tried in the places where an editor writes. The check must say it at its line, and the build must end or come to
nothing but text, each on its own: neither may lean on the other. What a browser would act upon is told here a second
time, by what it does, not by what is allowed.
"""

import re
from functools import cache
from types import SimpleNamespace

import lxml.html
import pytest
from markdown import Markdown
from mkdocs.exceptions import PluginError

from guide.build import mkdocs_hook
from guide.markdown import extension, only_text
from tests.unit.test_edits import PAGES, found_in

# OWASP: "XSS Filter Evasion", the ways that raw HTML offers, by the headings there.
HTML = [
    "<SCRIPT SRC=https://x.example/x.js></SCRIPT>",
    "<svg/onload='+/\"`/+/onmouseover=1/+/[*/[]/+alert(42);//'>",
    '<a onmouseover="alert(document.cookie)">xxs link</a>',
    "<a onmouseover=alert(document.cookie)>xxs link</a>",
    '<IMG """><SCRIPT>alert("XSS")</SCRIPT>"\\>',
    "<IMG SRC=javascript:alert(String.fromCharCode(88,83,83))>",
    "<IMG SRC=# onmouseover=\"alert('xxs')\">",
    "<IMG SRC= onmouseover=\"alert('xxs')\">",
    "<IMG onmouseover=\"alert('xxs')\">",
    '<IMG SRC=/ onerror="alert(1)"></img>',
    '<img src=x onerror="&#0000106&#0000097&#0000118&#0000097">',
    "<IMG SRC=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)>",
    "<IMG SRC=&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A>",
    "<IMG SRC=\"jav\tascript:alert('XSS');\">",
    "<IMG SRC=\"jav&#x0A;ascript:alert('XSS');\">",
    '<IMG SRC="java\0script:alert(1)">',
    "<IMG SRC=\" &#14;  javascript:alert('XSS');\">",
    '<SCRIPT/XSS SRC="https://x.example/x.js"></SCRIPT>',
    '<BODY onload!#$%&()*~+-_.,:;?@[/|\\]^`=alert("XSS")>',
    '<<SCRIPT>alert("XSS");//\\<</SCRIPT>',
    "<SCRIPT SRC=https://x.example/x.js?< B >",
    "<SCRIPT SRC=//x.example/.j>",
    "<IMG SRC=\"`<javascript:alert>`('XSS')\"",
    "<iframe src=https://x.example/x.html <",
    "</script><script>alert('XSS');</script>",
    '</TITLE><SCRIPT>alert("XSS");</SCRIPT>',
    '<INPUT TYPE="IMAGE" SRC="javascript:alert(1)">',
    '<BODY BACKGROUND="javascript:alert(1)">',
    '<STYLE>li {list-style-image: url("javascript:alert(1)");}</STYLE>',
    "<IMG SRC='vbscript:msgbox(\"XSS\")'>",
    "<BODY ONLOAD=alert('XSS')>",
    '<BGSOUND SRC="javascript:alert(1)">',
    "<BR SIZE=\"&{alert('XSS')}\">",
    '<LINK REL="stylesheet" HREF="https://x.example/x.css">',
    "<STYLE>@import'https://x.example/x.css';</STYLE>",
    '<META HTTP-EQUIV="Link" Content="<https://x.example/x.css>; REL=stylesheet">',
    '<IMG STYLE="xss:expr/*XSS*/ession(alert(1))">',
    '<XSS STYLE="behavior: url(xss.htc);">',
    '<META HTTP-EQUIV="refresh" CONTENT="0;url=https://x.example/">',
    '<META HTTP-EQUIV="refresh" CONTENT="0;url=data:text/html;base64,PHNjcmlwdD4=">',
    '<IFRAME SRC="javascript:alert(1);"></IFRAME>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<iframe srcdoc='&lt;form action=https://x.example&gt;'></iframe>",
    '<FRAMESET><FRAME SRC="javascript:alert(1);"></FRAMESET>',
    '<TABLE><TD BACKGROUND="javascript:alert(1)">',
    '<DIV STYLE="background-image: url(javascript:alert(1))">',
    "<!--[if gte IE 4]><SCRIPT>alert('XSS');</SCRIPT><![endif]-->",
    "<!-- unclosed",
    "<?php echo('<SCR)'; ?>",
    "<![CDATA[<script>alert(1)</script>]]>",
    '<BASE HREF="https://x.example/">',
    '<OBJECT TYPE="text/x-scriptlet" DATA="https://x.example/x.html"></OBJECT>',
    '<EMBED SRC="data:image/svg+xml;base64,PHN2Zz4=" type="image/svg+xml">',
    '<XML ID="xss"><I><B><IMG SRC="javas<!-- -->cript:alert(1)"></B></I></XML>',
    '<META HTTP-EQUIV="Set-Cookie" Content="USERID=x">',
    '<form action="https://x.example/"><input name=weight></form>',
    "<form id=test></form><button form=test formaction=javascript:alert(1)>X</button>",
    "<video poster=javascript:alert(1)//></video>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
    "<details open ontoggle=alert(1)>",
    '<a href="//x.example">x</a>',
    "<marquee onstart=alert(1)>",
    "<template shadowrootmode=open><slot></slot></template>",
    # our own parts, made by hand
    '<ig-calculator data-calculator="ivig-rate"></ig-calculator>',
    '<div class="ig-calculator" markdown="1">',
    '<span id="nel-rate-1" class="ig-fact" data-figure>9 ml/kg</span>',
    '<span lang="da" onclick=alert(1)>x</span>',
    '<SPAN LANG="da">x</SPAN><script>',
    '<p markdown="span" id="nel-rate-1">x</p>',
]
# OWASP again, and what Markdown itself offers: addresses that a browser acts upon.
ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript&#58;alert(1)",
    "java&#x09;script:alert(1)",
    "javascript&colon;alert(1)",
    "&#1;javascript:alert(1)",
    "\u00a0javascript:alert(1)",
    "vbscript:msgbox(1)",
    "livescript:x",
    "data:text/html;base64,PHNjcmlwdD4=",
    "blob:x",
    "file:///etc/passwd",
    "//x.example/",
    "/\\x.example/",
    "\\\\x.example/",
    "ms-word:ofe|u|https://x.example/x",
]
# What curly brackets offer where Markdown's attribute lists are read.
ATTRIBUTES = [
    "*x*{onclick=alert(1)}",
    '*x*{: onclick="alert(1)" }',
    "[x](dose.md){href=javascript:alert(1)}",
    "[x](dose.md){target=_blank}",
    "*x*{.ig-fact}",
    "*x*{autofocus}",
    "*x*{style=position:fixed}",
    "**9 ml/kg**{#nel-rate-1}",
]
BLOCKS = [
    '/// glance\n    attrs: {onclick: "alert(1)"}\n\nx\n\n///',
    "/// panel | nel\n    attrs: {id: nel-rate-1}\n\nx\n\n///",
    "/// html | iframe[srcdoc=x]\n///",
]
PLACES = {"paragraph": "{}", "sentence": "Ord {} ord.", "item": "- ord\n- {}", "cell": "| a | b |\n| --- | --- |\n| {} | x |",
          "quotation": "> {}", "note": "!!! note \"Ord\"\n    {}", "heading": "## {} {{#name}}", "two-lines": "Ord\n{}\nord"}  # fmt: skip
WAYS = [
    *(("html", one) for one in HTML),
    *(("address", f"[ord]({one})") for one in ADDRESSES),
    *(("address", f"[ord](<{one}>)") for one in ADDRESSES),
    *(("address", f"![ord]({one})") for one in ADDRESSES),
    *(("address", f"[ord][a]\n\n[a]: {one}") for one in ADDRESSES),
    ("address", "![ord](https://x.example/a.png)"),
    # Across lines, and split by what ends a line for Python and not for Markdown.
    ("address", "[ord](\njavascript:alert(1))"),
    ("address", "[ord]( \n javascript:alert(1) )"),
    ("address", "[ord](<\njavascript:alert(1)>)"),
    ("address", "![ord](\nhttps://x.example/a.png)"),
    ("address", "[ord][a]\n\n[a]:\n  javascript:alert(1)"),
    ("address", '[ord] [b]\n\n[b]:\n javascript:alert(1)\n "t"'),
    *(("address", f"[ord]({sign}javascript:alert(1))") for sign in "\u2028\u2029\x0b\x0c\x1c\x85"),
    ("address", "[ord](java\x0bscript:alert(1))"),
    ("address", '[ord](https://x.example "a" onclick=b)'),
    # An address that is named in a quotation or an item, one inside another, and a picture by name.
    ("address", "> [ord][a]\n>\n> [a]: javascript:alert(1)"),
    ("address", "- [ord][a]\n\n    [a]: javascript:alert(1)"),
    ("address", "1. ord\n2. [ord][a]\n\n    1. [a]: javascript:alert(1)"),
    ("address", "[ord](a[ord](javascript:alert(1))"),
    ("address", "[![x][I]](dose.md)\n\n[i]: https://x.example/a.png"),
    ("address", "![I  b]\n\n[i b]: https://x.example/a.png"),
    ("html", "\\`<script>alert(1)</script>\\`"),
    ("html", "<javascript:alert(1)>"),
    *(("attributes", one) for one in ATTRIBUTES),
]


def built(text: str) -> str:
    """A page's text as the build makes it."""
    extension.PAGE.set(extension.Page("nb", "../", "ivig/dose.md"))
    try:
        return markdown().reset().convert(text)
    except PluginError:
        markdown.cache_clear()  # left in the middle
        raise


@cache
def markdown() -> Markdown:
    config = {"toc": {"permalink": "#"}, "tables": {"use_align_attribute": True}}
    names = ["attr_list", "admonition", "sane_lists", "def_list", "abbr", "tables", "toc", "guide.markdown.extension"]
    return Markdown(extensions=names, extension_configs=config)


def acts(html: str) -> list[str]:
    """What a browser would do with it other than show it, by a reader of HTML that shares nothing with the lists of what is allowed."""
    if not html.strip():
        return []
    found = []
    for one in lxml.html.document_fromstring(f"<body>{html}").iter():
        if not isinstance(one.tag, str):
            found.append("a comment or an instruction")
            continue
        if re.search(r"^(script|style|iframe|frame|object|embed|applet|base|meta|link|form|input|button|svg|math|xml|template)|-", one.tag):
            found.append(one.tag)
        for name, value in one.attrib.items():
            if name.startswith("on") or name in {"style", "srcdoc", "action", "formaction", "background", "poster", "autofocus", "target"}:
                found.append(f"{one.tag} {name}")
            read = re.sub(r"[\x00-\x20\x7f-\xa0]", "", value).lower()
            if name in {"href", "src", "xlink:href"} and re.match(r"(?!https?:)[a-z][a-z0-9+.-]*:|//|.?\\", read):
                found.append(f"{one.tag} {name}={value}")
            if name == "src" and ":" in read:
                found.append(f"loads {value}")
        if one.get("id", "").startswith(("nel-", "mr-")):
            found.append(f"the id of a fact: {one.get('id')}")
    return found


def test_a_page_as_editors_write_it_is_text():
    for pages in PAGES.values():
        for file, text in pages.items():
            assert list(only_text.slips(text)) == [], file
    text = 'Om «<span lang="da">anvend</span>»: IgG <4 g/l, H<sub>2</sub>O, 5 < 6, `<iframe>`, <https://example.org/>.\n\n## Navn {#n}'
    assert list(only_text.slips(text)) == []
    made = built(text)
    assert acts(made) == []
    for part in ('<span lang="da">anvend</span>', "&lt;4\u00a0g/l", "<code>&lt;iframe&gt;</code>"):
        assert part in made


def test_the_second_reader_sees_what_acts():
    """Most of the ways, as they stand; some do nothing in a browser of today."""
    assert sum(bool(acts(f"<p>ord {way}</p>")) for way in HTML) > 60
    assert all(acts(f'<p><a href="{one}">x</a>') for one in ADDRESSES)


@pytest.mark.parametrize(("code", "way"), WAYS, ids=[re.sub(r"[^\w]+", "-", way)[:50] for _, way in WAYS])
def test_every_way_is_told_by_the_check_and_ends_the_build_or_is_text(code, way):
    told = 0
    for place, form in PLACES.items():
        if "\n" in way and place != "paragraph":
            continue
        text = form.format(way)
        lines = [slip.line for slip in only_text.slips(text) if slip.code in (code, "html", "address")]
        told += bool(lines)
        assert lines or "\\" in way or place == "two-lines" or not acts_when_built(text), (place, text)
        if lines:
            its_lines = [line for line in way.split("\n") if line.strip(" <(")]
            assert any(one in text.split("\n")[lines[0] - 1] for one in its_lines) or "\0" in way, place
        try:
            made = built(text)
        except PluginError as error:
            assert str(error).startswith("docs/nb/ivig/dose.md: ")
        else:
            assert acts(made) == [], (place, made)
    assert told, "the check says it nowhere"


def acts_when_built(text):
    try:
        return acts(built(text))
    except PluginError:
        return ["refused"]


@pytest.mark.parametrize("way", BLOCKS, ids=["glance", "panel", "html"])
def test_a_block_sets_no_attributes(way):
    assert way.startswith("/// html") or [slip.code for slip in only_text.slips(way)] == ["attributes"]
    try:
        assert acts(built(way)) == []
    except PluginError as error:
        assert "docs/nb/ivig/dose.md" in str(error)


@pytest.mark.parametrize("kind", ["ig-fact", "ig-calculator", "note ig-result", "ig-result note", "md-banner", ""])
def test_a_box_takes_its_look_from_the_theme_and_from_nothing_of_ours(kind):
    """Its first word becomes a class: a box could look like a figure with its mark, or like an answer."""
    text = f'Ord\n\n!!! {kind} "[9 ml/kg per time]"\n    ord\n'
    assert [(slip.code, slip.line) for slip in only_text.slips(text)] == [("box", 3)]
    try:
        made = built(text)
    except PluginError as error:
        assert str(error).startswith("docs/nb/ivig/dose.md: ")
    else:
        assert "<div" not in made  # no box
    assert list(only_text.slips('!!! Warning "Obs"\n    ord\n\n!!! note\n    ord')) == []
    assert 'class="admonition warning"' in built('!!! warning "Obs"\n    ord')


def test_the_editor_is_told_at_file_and_line_in_the_language_of_the_page():
    said = {}
    for lang in PAGES:
        pages = {one: dict(texts) for one, texts in PAGES.items()}
        file = f"docs/{lang}/ivig/dose.md"
        pages[lang][file] += "\n<iframe srcdoc=x></iframe>\n"
        [found] = [one for one in found_in(pages) if one.code == "only_text_html"]
        assert found.file == file and "<iframe" in pages[lang][file].splitlines()[found.line - 1]
        said[lang] = found.message
    assert "her står «<iframe srcdoc=x>»" in said["nb"] and "her står »<iframe srcdoc=x>«" in said["da"]


@pytest.mark.parametrize("line", ["template: x.html", "hide: [navigation]", 'author: "<script>"', "og_image: x"])
def test_front_matter_holds_what_the_site_knows_and_nothing_else(line):
    pages = {one: dict(texts) for one, texts in PAGES.items()}
    file = "docs/nb/ivig/dose.md"
    pages["nb"][file] = pages["nb"][file].replace("---\n", f"---\n{line}\n", 1)
    found = [one for one in found_in(pages) if one.code == "only_text_front_matter"]
    assert [(one.file, one.line) for one in found] == [(file, 2)]


@pytest.mark.parametrize("line", ["title: [a, b]", "description: &a [*a]", "source: [nel]", "source_version: {}", "search: {boost: [1]}"])
def test_a_value_in_front_matter_is_one(line):
    """A list can hold itself, and no template could show it; the check ended in a traceback."""
    pages = {one: dict(texts) for one, texts in PAGES.items()}
    file, key = "docs/nb/ivig/dose.md", line.partition(":")[0]
    kept = [one for one in pages["nb"][file].split("\n") if not one.startswith(f"{key}:")]
    pages["nb"][file] = "\n".join([kept[0], line, *kept[1:]])
    assert [(one.file, one.line) for one in found_in(pages) if one.code == "only_text_front_matter_value"] == [(file, 2)]


def test_a_day_with_a_time_is_no_day():
    pages = {one: dict(texts) for one, texts in PAGES.items()}
    file = "docs/nb/ivig/dose.md"
    kept = [one for one in pages["nb"][file].split("\n") if not one.startswith("approved:")]
    pages["nb"][file] = "\n".join([kept[0], "approved: 2026-01-01 10:00:00", *kept[1:]])
    assert [one.line for one in found_in(pages) if one.file == file and one.code == "front_matter_date"] == [2]


BREAKS_OUT = '"><meta http-equiv="refresh" content="0;url=https://x.example/"><script>alert(1)</script> \'&"'


def test_front_matter_reaches_every_template_as_text():
    """The theme does not escape: what its templates get is escaped before."""
    title = 'What is "dalverdi"?'
    page = SimpleNamespace(url="a/", title=title, meta={"title": title, "description": BREAKS_OUT, "search": {"boost": 1}}, file=None)
    untitled = SimpleNamespace(url="b/", title=BREAKS_OUT, meta={}, file=None)
    before = dict(page.meta)
    for one in (page, untitled):
        mkdocs_hook.dress(one)
    assert mkdocs_hook.META["a/"] == before  # for what reads it as it is
    from jinja2 import Environment

    template = Environment().from_string(
        '<title>{{ page.meta.title }} - x</title><meta name="description" content="{{ page.meta.description }}">'
        '<a title="{{ page.title }}" aria-label="{{ page.title | e }}">{{ page.title }}</a>'
    )
    for one, shown in ((page, title), (untitled, BREAKS_OUT)):
        html = template.render(page=one)
        read = lxml.html.document_fromstring(html)
        assert [element.tag for element in read.iter()] == ["html", "head", "title", "meta", "body", "a"], html
        [link] = read.iter("a")
        assert link.get("title") == link.get("aria-label") == link.text == shown
        assert read.findtext(".//title") == f"{shown} - x"
    assert lxml.html.document_fromstring(template.render(page=page)).find(".//meta").get("content") == BREAKS_OUT
    assert page.meta["search"] == {"boost": 1}
