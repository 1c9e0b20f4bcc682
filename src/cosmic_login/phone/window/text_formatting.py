"""The text of a request as paragraphs: plain, or the few signs of ``simpleMarkdownV1`` (headings, lists, emphasis).

Whoever asks chooses the text, so nothing in it is ever taken for markup of Qt's or for a link.
"""

from __future__ import annotations

import re

_HEADING = re.compile(r"#{1,3}\s+(.*)")
_ITEM = re.compile(r"\s*[+*-]\s+(.*)")
_LINE = re.compile(r"\s*-{3,}\s*")
_EMPHASIS = re.compile(r"(\*{1,2})(\S(?:.*?\S)?)\1")


def blocks(text: str, text_format: str) -> list[tuple[str, str]]:
    """Return the paragraphs of a text, each with its role in the style sheet."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if text_format != "simpleMarkdownV1":
        return [(line, "small") for line in lines if line.strip()]
    return [_block(line) for line in lines if line.strip() and not _LINE.fullmatch(line)]


def _block(line: str) -> tuple[str, str]:
    if (heading := _HEADING.fullmatch(line.strip())) is not None:
        return _plain(heading[1]), "subheading"
    if (item := _ITEM.fullmatch(line)) is not None:
        return f"\u2022 {_plain(item[1])}", "small"
    return _plain(line), "small"


def _plain(words: str) -> str:
    return _EMPHASIS.sub(r"\2", words).strip()
