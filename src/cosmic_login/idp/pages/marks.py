"""Marks for texts of the pages that stand in Python code, so that ``scripts/translations.py`` finds them."""

from __future__ import annotations

from typing import NamedTuple


def OWN(text: str) -> str:  # noqa: N802 - it stands out, as QT_TRANSLATE_NOOP does
    """Mark a text of the pages' own, and return it as it is."""
    return text


class Shared(NamedTuple):
    """A text that the window says too: its context and source in Qt Linguist's files, as literals."""

    context: str
    source: str
