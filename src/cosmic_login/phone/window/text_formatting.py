"""The text of a request as paragraphs: plain, or the few signs of ``simpleMarkdownV1`` and no other's.

These are headings (``#`` to ``###``), lists (``+``), emphasis, lines, tables, and a backslash before a sign that shall
be one. Whoever asks chooses the text, so nothing in it is ever taken for markup of Qt's or for a link.
"""

from __future__ import annotations

import re

_HEADING = re.compile(r"#{1,3} +(.*)")
_ITEM = re.compile(r"\+ +(.*)")
_LINE = re.compile(r"-{3,} *")
_TABLE_ROW = re.compile(r"\|(.*)\| *")
_TABLE_LINE = re.compile(r"[|: -]+")
_CELLS = re.compile(r"(?<!\\)\|")
_EMPHASIS = re.compile(r"(?<!\\)(\*{1,2})(\S(?:.*?[^\s\\])?)\1")
_ESCAPED = re.compile(r"\\([\\#+*|-])")
_BETWEEN_CELLS = "\u2003"


def blocks(text: str, text_format: str) -> list[tuple[str, str]]:
    """Return the paragraphs of a text, each with its role in the style sheet."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if text_format != "simpleMarkdownV1":
        return [(line, "small") for line in lines if line.strip()]
    return [_block(line) for line in lines if line.strip() and not _is_drawn(line)]


def _is_drawn(line: str) -> bool:
    """Tell whether a line is a line, or the one below a table's heading."""
    return _LINE.fullmatch(line) is not None or (
        "|" in line and "-" in line and _TABLE_LINE.fullmatch(line) is not None
    )


def _block(line: str) -> tuple[str, str]:
    if (heading := _HEADING.fullmatch(line)) is not None:
        return _plain(heading[1]), "subheading"
    if (item := _ITEM.fullmatch(line)) is not None:
        return f"\u2022 {_plain(item[1])}", "small"
    if (row := _TABLE_ROW.fullmatch(line)) is not None:
        return _BETWEEN_CELLS.join(_plain(cell) for cell in _CELLS.split(row[1])), "small"
    return _plain(line), "small"


def _plain(words: str) -> str:
    return _ESCAPED.sub(r"\1", _EMPHASIS.sub(r"\2", words)).strip()
