"""The translations: Swedish is the source; the English is made by ``make translations``, for Qt and for gettext.

The windows install ``cosmic_en.qm``; whatever has no window reads ``cosmic_en.mo`` and so needs no Qt. That is not for
speed alone: Qt takes the thread that makes the first ``QObject``, and be it a translator's, for the main one, and a
window that is opened later in that process would hear no key.
"""

from __future__ import annotations

import gettext
import struct
from functools import lru_cache
from pathlib import Path

from cosmic_login.core.languages import LANGUAGES, others_text

__all__ = ["LANGUAGES", "catalogue", "translate"]


def catalogue(language: str) -> Path:
    """Return the compiled translations of a language, for Qt."""
    return Path(__file__).with_name(f"cosmic_{language}.qm")


def translate(language: str, context: str, source: str) -> str:
    """Return ``source`` in a language, or as it is when there is no translation. From any thread."""
    ours = _loaded(language).pgettext(context, source)
    return ours if ours != source else others_text(language, source) or source


@lru_cache
def _loaded(language: str) -> gettext.NullTranslations:
    if language == next(iter(LANGUAGES)) or language not in LANGUAGES:
        return gettext.NullTranslations()  # the source needs no file, and saying what went wrong must not depend on one
    try:
        with catalogue(language).with_suffix(".mo").open("rb") as file:
            return gettext.GNUTranslations(file)
    except (OSError, ValueError, struct.error):
        return gettext.NullTranslations()
