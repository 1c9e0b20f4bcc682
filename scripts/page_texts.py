"""The pages' catalogues: what the window says too is generated into them, the rest is translated in them.

``src/cosmic_login/idp/pages/locale/pages_*.po`` are GNU gettext's; entries with a context come from Qt Linguist's
files and are overwritten, those without are the pages' own, and are translated there. ``pages_*.mo`` are made from
them (gettext manual, section 10.3), so that neither set-up nor packagers need gettext's own programs.
``scripts/translations.py`` calls this.
"""

from __future__ import annotations

import ast
import functools
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, nodes

from cosmic_login.core.login_methods import METHODS

_PAGES = Path(__file__).resolve().parent.parent / "src" / "cosmic_login" / "idp" / "pages"
#: Where the pages' code is: of a login, of what would become of a request, and the operator's.
_CODE = (_PAGES, _PAGES.parent / "explain", _PAGES.parent / "operator")
FOLDER = _PAGES / "locale"
#: Contexts of which pages may say anything: codes and hints are known at run time only.
_WHOLE = ("Failure", "Rfa", "Advice")
#: Contexts whose texts stand beside the pages' own: none of them is translated twice.
_SHOWN = ("Window", "Kit", *_WHOLE)
_PLACEHOLDER = re.compile(r"\{\w*\}|%n")
_STRING = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s+)?"((?:[^"\\]|\\.)*)"\s*')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}
_ABOUT = (
    "# Entries with a context are generated from translations/cosmic_*.ts: change them there.\n"
    "# The others are the pages' own, and are translated here. Then run: make translations\n"
)
_HEAD = (
    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nMIME-Version: 1.0\n"
    "Language: {language}\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
)


@dataclass(frozen=True, order=True)
class PageText:
    """A text of a page; ``context`` is empty for its own, ``forms`` are translations: one, or one and many."""

    context: str
    source: str
    forms: tuple[str, ...] = ()

    @property
    def plural(self) -> bool:
        """Whether it depends on a number."""
        return "%n" in self.source

    def trouble(self) -> str:
        """Return what is wrong, or an empty string."""
        if not self.forms or not all(self.forms):
            return "is not translated"
        wanted = set(_PLACEHOLDER.findall(self.source))
        if any(set(_PLACEHOLDER.findall(form)) - {"%n"} != wanted - {"%n"} for form in self.forms):
            return f"has other placeholders than {' '.join(sorted(wanted)) or 'none'}"
        return ""


@functools.cache
def asked() -> frozenset[tuple[str, str]]:
    """Return context and source of every text that stands in a template or in the pages' code."""
    found = {("Window", text) for row in METHODS.values() for text in (row.label, row.button) if text}
    for path in sorted(_PAGES.glob("templates/*.html")):
        for call in Environment(autoescape=True).parse(path.read_text("utf-8")).find_all(nodes.Call):
            words = [each.value for each in call.args if isinstance(each, nodes.Const) and isinstance(each.value, str)]
            found |= _text(call.node.name if isinstance(call.node, nodes.Name) else "", words)
    for path in sorted(path for folder in _CODE for path in folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                constants = [each.value for each in node.args if isinstance(each, ast.Constant)]
                found |= _text(name, [each for each in constants if isinstance(each, str)])
    return frozenset(found)


def _text(name: str, words: list[str]) -> set[tuple[str, str]]:
    if name in {"_", "own", "OWN"} and len(words) == 1:
        return {("", words[0])}
    if name in {"say", "shared", "Shared"} and len(words) == 2:
        return {(words[0], words[1])}
    return set()


def merged(window: Iterable[PageText], kept: Iterable[PageText]) -> tuple[list[PageText], list[str]]:
    """Return a language's texts: the window's as they are there, the others as they are kept; and what is amiss.

    ``window`` are all texts of Qt Linguist's file.
    """
    said = {(each.context, each.source): each for each in window}
    own = {each.source: each for each in kept if not each.context}
    wanted = asked() | {key for key in said if key[0] in _WHOLE}
    texts = [said.get(key) or PageText(*key) if key[0] else own.get(key[1]) or PageText(*key) for key in sorted(wanted)]
    amiss = [f"{context}: {source!r} is said by a page, and not by the window" for context, source in sorted(wanted)
             if context and (context, source) not in said]  # fmt: skip
    both = {each.source.replace("&", "") for each in said.values() if each.context in _SHOWN}
    amiss += [f"pages: {source!r} is the window's too: ask for it there"
              for context, source in sorted(wanted) if not context and source in both]  # fmt: skip
    amiss += [f"pages: {each.source!r} {each.trouble()}" for each in texts if not each.context and each.trouble()]
    return texts, amiss


# -- gettext's files -----------------------------------------------------------------------------------------------


def read(path: Path) -> list[PageText]:
    """Read a .po file, as this writes it or as another program saves it."""
    if not path.is_file():
        return []
    return [text for block in re.split(r"\n\s*\n", path.read_text("utf-8")) if (text := _entry(block)) is not None]


def _entry(block: str) -> PageText | None:
    members: dict[str, str] = {}
    last = ""
    for line in block.splitlines():
        found = _STRING.fullmatch(line.strip())
        if found:
            last = found[1] or last
            members[last] = members.get(last, "") + _plain(found[2])
    if not members.get("msgid"):
        return None
    forms = tuple(members[name] for name in ("msgstr", "msgstr[0]", "msgstr[1]") if name in members)
    return PageText(members.get("msgctxt", ""), members["msgid"], forms)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), text)


def written(texts: Iterable[PageText], language: str, about: str = _ABOUT) -> str:
    """Return the .po file's text; ``about`` are its first lines, comments."""
    return "\n".join(_blocks(texts, language, about))


def _blocks(texts: Iterable[PageText], language: str, about: str) -> Iterator[str]:
    yield f'{about}msgid ""\nmsgstr {_quoted(_HEAD.format(language=language))}\n'
    for each in texts:
        context = f"msgctxt {_quoted(each.context)}\n" if each.context else ""
        forms = each.forms or ("",) * (2 if each.plural else 1)
        if each.plural:
            strings = "".join(f"msgstr[{number}] {_quoted(form)}\n" for number, form in enumerate(forms))
            yield f"{context}msgid {_quoted(each.source)}\nmsgid_plural {_quoted(each.source)}\n{strings}"
        else:
            yield f"{context}msgid {_quoted(each.source)}\nmsgstr {_quoted(forms[0])}\n"


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in text) + '"'


def compiled(texts: Iterable[PageText], language: str) -> bytes:
    """Return the .mo file: two tables of lengths and offsets, and the strings, sorted by their keys."""
    strings = {b"": _HEAD.format(language=language).encode()}
    for each in texts:
        if not each.trouble():
            key = f"{each.context}\x04{each.source}" if each.context else each.source
            strings[(f"{key}\0{each.source}" if each.plural else key).encode()] = "\0".join(each.forms).encode()
    keys = sorted(strings)
    begin, table = 28, 8 * len(keys)
    place, tables, data = begin + 2 * table, [b"", b""], b""
    for number, column in enumerate((keys, [strings[key] for key in keys])):
        for text in column:
            tables[number] += struct.pack("<2I", len(text), place + len(data))
            data += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), begin, begin + table, 0, begin + 2 * table)
    return head + b"".join(tables) + data
