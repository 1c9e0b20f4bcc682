"""Keeps the English translation in step with the texts in the code; with ``--check`` only says what is amiss.

``pyside6-lupdate`` finds the texts, this script merges them with the translations that are there, and
``pyside6-lrelease`` compiles them. lupdate for Python does not know plural texts: every source with ``%n`` in it is
made one here. A text that is not translated is an error; so is a placeholder that one language has and the other
has not.

Swedish is the source, but ``%n inloggningar`` is wrong for one: ``cosmic_sv.ts`` has the forms of the texts with a
number, the source for both unless somebody writes another.

``cosmic_en.mo`` says the same for whatever runs without Qt: the command line, and what a server answers.

What ``--help`` says is the other way round: English in the grammar, Swedish in a catalogue (``command_texts.py``).

The pages of the identity provider read gettext's catalogues; what they and the window both say is generated into those
(``page_texts.py``).
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import command_texts
import page_texts

_ROOT = Path(__file__).resolve().parent.parent
_SOURCES = _ROOT / "src" / "cosmic_login"
_TS = _SOURCES / "translations" / "cosmic_en.ts"
_QM = _TS.with_suffix(".qm")
_MO = _TS.with_suffix(".mo")
_OWN_TS = _TS.with_name("cosmic_sv.ts")
_OWN_QM = _OWN_TS.with_suffix(".qm")
_MARKED = re.compile(r"QT_TRANSLATE_NOOP\(|\btranslate\(\s*\"")
#: One of them is in whatever matches; looking for the pattern alone takes ten times as long.
_WORDS = ("QT_TRANSLATE_NOOP", "translate(")
_PLACEHOLDER = re.compile(r"\{\w*\}|%n")
_FORMS = 2  # English: one, many


@dataclass(frozen=True)
class Message:
    """A text and its translation: one form, or one for each number where the source has ``%n``."""

    context: str
    source: str
    forms: tuple[str, ...] = ()

    @property
    def plural(self) -> bool:
        """Whether the translation depends on a number."""
        return "%n" in self.source

    @property
    def done(self) -> bool:
        """Whether every form is translated."""
        return len(self.forms) == (_FORMS if self.plural else 1) and all(self.forms)

    def trouble(self) -> str:
        """Return what is wrong, or an empty string."""
        if not self.context:
            return "has no context"
        if not self.source.strip():
            return "is empty"
        if not self.done:
            return "is not translated"
        wanted = sorted(set(_PLACEHOLDER.findall(self.source)))
        if any(
            sorted({*_PLACEHOLDER.findall(form), *(["%n"] if self.plural else [])}) != wanted for form in self.forms
        ):
            return f"has other placeholders than {' '.join(wanted) or 'none'}"
        if ("&" in self.source) != all("&" in form for form in self.forms):
            return "has an Alt letter in one language only"
        return ""


def read(path: Path) -> list[Message]:
    """Read a .ts file; unfinished translations that have a text count as translated, empty ones do not."""
    # The file is our own, from the repository or from lupdate.
    return [
        Message(name, message.findtext("source") or "", _forms(message.find("translation")))
        for context in ET.parse(path).getroot().iter("context")  # noqa: S314
        for name in [context.findtext("name") or ""]
        for message in context.iter("message")
    ]


def _forms(translation: ET.Element | None) -> tuple[str, ...]:
    if translation is None or translation.get("type") in {"obsolete", "vanished"}:
        return ()
    plural = translation.findall("numerusform")
    return tuple(form.text or "" for form in plural) if plural else ((translation.text,) if translation.text else ())


def extract(folder: Path) -> list[Message]:
    """Return the texts of the code, untranslated, as lupdate finds them."""
    files = sorted(str(path) for path in _SOURCES.rglob("*.py") if _is_marked(path.read_text("utf-8")))
    found = folder / "found.ts"
    _tool(
        "lupdate", *files, "-ts", str(found), "-locations", "none", "-source-language", "sv", "-target-language", "en"
    )
    return read(found)


def _is_marked(text: str) -> bool:
    return any(word in text for word in _WORDS) and _MARKED.search(text) is not None


def merged(found: list[Message], old: list[Message]) -> list[Message]:
    """Return the texts of the code with the translations that are there."""
    known = {(message.context, message.source): message.forms for message in old}
    return [Message(one.context, one.source, known.get((one.context, one.source), ())) for one in found]


def own_plurals(messages: list[Message], old: list[Message]) -> list[Message]:
    """Return the source language's forms of the texts with a number: those that are there, else the source itself."""
    known = {(message.context, message.source): message.forms for message in old}
    return [
        Message(one.context, one.source, known.get((one.context, one.source)) or (one.source,) * _FORMS)
        for one in messages
        if one.plural
    ]


def written(messages: list[Message], language: str = "en") -> str:
    """Return the .ts file as Qt Linguist would save it."""
    return "".join(_lines(messages, language))


def _lines(messages: list[Message], language: str) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    yield f'<TS version="2.1" language="{language}" sourcelanguage="sv">\n'
    last = None
    for one in messages:
        if one.context != last:
            yield "</context>\n" if last is not None else ""
            yield f"<context>\n    <name>{_escaped(one.context)}</name>\n"
            last = one.context
        yield '    <message numerus="yes">\n' if one.plural else "    <message>\n"
        yield f"        <source>{_escaped(one.source)}</source>\n"
        state = "" if one.done else ' type="unfinished"'
        if one.plural:
            forms = (one.forms + ("",) * _FORMS)[:_FORMS]
            inside = "".join(f"\n            <numerusform>{_escaped(form)}</numerusform>" for form in forms)
            yield f"        <translation{state}>{inside}\n        </translation>\n"
        else:
            yield f"        <translation{state}>{_escaped(''.join(one.forms[:1]))}</translation>\n"
        yield "    </message>\n"
    yield "</context>\n</TS>\n" if last is not None else "</TS>\n"


def _escaped(text: str) -> str:
    return escape(text, {'"': "&quot;", "'": "&apos;"})


def compiled(folder: Path, text: str) -> bytes:
    """Return the .qm file of a .ts file's text."""
    source, target = folder / "en.ts", folder / "en.qm"
    source.write_text(text, "utf-8")
    _tool("lrelease", "-silent", str(source), "-qm", str(target))
    return target.read_bytes()


def pages(messages: list[Message], plurals: list[Message], problems: list[str]) -> dict[Path, bytes]:
    """Return the pages' catalogues by their paths, and add what is amiss in them to ``problems``."""
    files = {}
    for language, known in (("en", messages), ("sv", plurals)):
        source = page_texts.FOLDER / f"pages_{language}.po"
        window = [page_texts.PageText(one.context, one.source, one.forms) for one in known if one.done]
        texts, amiss = page_texts.merged(window, page_texts.read(source))
        if language == "sv":  # the source: it has no translations, only the forms of what is counted
            texts = [each for each in texts if each.plural and each.forms]
        else:
            problems += amiss
        files[source] = page_texts.written(texts, language).encode()
        files[source.with_suffix(".mo")] = page_texts.compiled(texts, language)
    return files


def _tool(name: str, *arguments: str) -> None:
    done = subprocess.run([str(_program(name)), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"pyside6-{name}: {done.stderr or done.stdout}")


def _program(name: str) -> Path:
    """Return the program itself where it lies beside PySide6's modules: its script imports more than the work takes."""
    spec = importlib.util.find_spec("PySide6")
    for folder in spec.submodule_search_locations or () if spec is not None else ():
        if (found := Path(folder) / name).is_file():
            return found
    return Path(sys.executable).with_name(f"pyside6-{name}")


def main() -> int:
    """Write the files, or check them; 1 when something is amiss."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is out of date")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        messages = merged(extract(folder), read(_TS) if _TS.is_file() else [])
        text = written(messages)
        code = compiled(folder, text)
        plurals = own_plurals(messages, read(_OWN_TS) if _OWN_TS.is_file() else [])
        own_text = written(plurals, "sv")
        own_code = compiled(folder, own_text)
    problems = [
        f"{one.context}: {one.source!r} {trouble}" for one in (*messages, *plurals) if (trouble := one.trouble())
    ]
    known = [page_texts.PageText(one.context, one.source, one.forms) for one in messages if one.done]
    files = {_TS: text.encode(), _QM: code, _OWN_TS: own_text.encode(), _OWN_QM: own_code}
    files[_MO] = page_texts.compiled(known, "en")
    for path, content in (files | pages(messages, plurals, problems) | command_texts.files(problems)).items():
        if path.is_file() and path.read_bytes() == content:
            continue
        where = path.relative_to(_ROOT)
        if check:
            problems.append(f"{where} is out of date: run make translations")
        else:
            path.write_bytes(content)
            sys.stdout.write(f"{where} written\n")
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
