"""A finding: what an editor is told, at file and line, with what to write instead. It can be told in any of the languages."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from guide.project import LANGUAGES

HERE = Path(__file__).resolve().parent
OTHER = {"nb": "da", "da": "nb"}
ERROR, WARNING = "error", "warning"

Worded = Mapping[str, str]  # the same in each language


def in_each(worded: Callable[[str], str]) -> dict[str, str]:
    """The same in each language."""
    return {lang: worded(lang) for lang in LANGUAGES}


@dataclass(frozen=True)
class Paste:
    """One line of a file as it should read. `line` is 0 where the file has no such line yet."""

    file: str
    line: int
    text: str


@dataclass(frozen=True)
class Finding:
    """`code` picks the wording and `values` fill it; `said` is wording that another part already made, in each language.

    `lang` is the language of the file: what stands there and what is to be written is spelled in it, whoever reads the finding.
    `paste` holds lines that can be put in as they stand: in this file or in that of the other language. `confirm` is what `--confirm`
    takes where nothing may be wrong and somebody has to say so; `agreed` names the very words that are then agreed to.
    """

    code: str
    file: str
    line: int
    lang: str
    values: Mapping[str, str | Worded] = field(default_factory=dict)
    level: str = ERROR
    said: Worded = field(default_factory=dict)
    paste: tuple[Paste, ...] = ()
    confirm: str = ""
    agreed: str = ""

    @property
    def message(self) -> str:
        """For a reader of the file's own language."""
        return self.message_in(self.lang)

    def message_in(self, reader: str) -> str:
        if self.said:
            return self.said[reader]
        own = words(reader)
        values = {name: value if isinstance(value, str) else value[reader] for name, value in self.values.items()}
        languages = {"language": own["languages"][self.lang], "twin": own["languages"][OTHER[self.lang]]}
        return own["findings"][self.code].format(**languages, **values)

    def at_the_keyboard(self, reader: str, way: str = "confirm_command") -> str:
        """The message, with the command that confirms it, or the word in a pull request that does."""
        how = words(reader)["report"][way].format(confirm=self.confirm) if self.confirm else ""
        return self.message_in(reader) + how

    def paste_lines(self, reader: str) -> list[str]:
        """The lines to paste, each under a line that says where."""
        own = words(reader)["report"]
        lines = []
        for paste in self.paste:
            where = f"{paste.file}:{paste.line}" if paste.line else paste.file
            lines += [own["paste"].format(where=where), paste.text]
        return lines

    def to_json(self, reader: str = "") -> dict[str, Any]:
        """As data, told in the language of the reader, else in that of the file."""
        return {
            "code": self.code,
            "level": self.level,
            "file": self.file,
            "line": self.line,
            "lang": self.lang,
            "message": self.message_in(reader or self.lang),
            "confirm": self.confirm,
            "agreed": self.agreed,
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
