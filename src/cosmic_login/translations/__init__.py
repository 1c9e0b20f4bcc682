"""The translations: Swedish is the source, ``cosmic_en.qm`` (made by ``make translations``) has the English.

Needs Qt's core for anything but Swedish, and imports it only then; without it the texts stay Swedish.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.languages import LANGUAGES, others_text

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator


__all__ = ["LANGUAGES", "catalogue", "translate"]


def catalogue(language: str) -> Path:
    """Return the compiled translations of a language."""
    return Path(__file__).with_name(f"cosmic_{language}.qm")


def translate(language: str, context: str, source: str) -> str:
    """Return ``source`` in a language, or as it is when there is no translation."""
    translator = _loaded(language)
    ours = translator.translate(context, source) if translator is not None else ""
    return ours or others_text(language, source) or source


@lru_cache
def _loaded(language: str) -> QTranslator | None:
    if language == next(iter(LANGUAGES)) or language not in LANGUAGES:
        return None  # the source needs no file, and saying what went wrong must not depend on one
    try:
        if not catalogue(language).is_file():
            return None
        from PySide6.QtCore import QTranslator  # noqa: PLC0415 - most commands get by without Qt
    except (ImportError, OSError):
        return None
    translator = QTranslator()
    return translator if translator.load(str(catalogue(language))) else None
