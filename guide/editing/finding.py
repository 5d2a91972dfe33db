"""A finding: what an editor is told, at file and line, in the language of the page, with what to write instead."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from guide.project import LANGUAGES

HERE = Path(__file__).resolve().parent
OTHER = {"nb": "da", "da": "nb"}
ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Paste:
    """One line of a file as it should read. `line` is 0 where the file has no such line yet."""

    file: str
    line: int
    text: str


@dataclass(frozen=True)
class Finding:
    """`code` picks the wording and `values` fill it; `said` is wording that another part already made.

    `paste` holds lines that can be put in as they stand: in this file or in that of the other language.
    """

    code: str
    file: str
    line: int
    lang: str
    values: dict[str, str] = field(default_factory=dict)
    level: str = ERROR
    said: str = ""
    paste: tuple[Paste, ...] = ()

    @property
    def message(self) -> str:
        return self.said or words(self.lang)["findings"][self.code].format(**self.values)

    @property
    def paste_lines(self) -> list[str]:
        """The lines to paste, each under a line that says where."""
        own = words(self.lang)["report"]
        lines = []
        for paste in self.paste:
            where = f"{paste.file}:{paste.line}" if paste.line else paste.file
            lines += [own["paste"].format(where=where), paste.text]
        return lines

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "level": self.level,
            "file": self.file,
            "line": self.line,
            "lang": self.lang,
            "message": self.message,
            "paste": [{"file": one.file, "line": one.line, "text": one.text} for one in self.paste],
        }


@cache
def words(lang: str) -> dict[str, dict[str, str]]:
    """The wording of a language."""
    return tomllib.loads((HERE / f"{lang}.toml").read_text(encoding="utf-8"))


def language_of(file: str) -> str:
    """The language that messages about a file are written in: that of its page, else Norwegian."""
    parts = file.split("/")
    return parts[1] if len(parts) > 1 and parts[1] in LANGUAGES else LANGUAGES[0]


def other_file(file: str) -> str:
    """The same page in the other language."""
    lang = language_of(file)
    return file.replace(f"docs/{lang}/", f"docs/{OTHER[lang]}/", 1)
