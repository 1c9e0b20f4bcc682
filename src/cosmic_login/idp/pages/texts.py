"""What the pages say, in a language. Swedish stands in the code and in the templates, as everywhere.

Texts that the window says too are asked for with their context of Qt Linguist's files, where their translations stand:
``scripts/translations.py`` generates them into the pages' catalogues (``locale/pages_*.po``), in which the others'
translations are written, and compiles those. At run time Python's own ``gettext`` reads them, and no Qt.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from cosmic_login.core.failures import FAILURES
from cosmic_login.core.languages import LANGUAGES, SOURCE
from cosmic_login.idp.pages.marks import Shared

_FOLDER: Final = Path(__file__).with_name("locale")


def catalogue(language: str) -> Path:
    """Return the compiled texts of a language."""
    return _FOLDER / f"pages_{language}.mo"


@cache
def _loaded(language: str) -> gettext.NullTranslations:
    try:
        with catalogue(language).open("rb") as file:
            return gettext.GNUTranslations(file)
    except OSError:
        return gettext.NullTranslations()  # saying what went wrong must not depend on a file


@cache
def _own(language: str, source: str) -> str:
    return _loaded(language).gettext(source)


@cache
def _shared(language: str, context: str, source: str) -> str:
    return _loaded(language).pgettext(context, source).replace("&", "")


@dataclass(frozen=True)
class Texts:
    """The texts of a language. Values are put into the places that are named ``{so}``."""

    language: str = SOURCE

    def own(self, source: str, **values: object) -> str:
        """Return a text of the pages' own."""
        return _filled(_own(self.language, source), values)

    def shared(self, context: str, source: str, **values: object) -> str:
        """Return a text of the window's, without its Alt letter."""
        return _filled(_shared(self.language, context, source), values)

    def shared_count(self, context: str, source: str, number: int) -> str:
        """Return a text of the window's with ``%n`` in it."""
        return _loaded(self.language).npgettext(context, source, source, number).replace("%n", str(number))

    def say(self, text: str | Shared, **values: object) -> str:
        """Return a text that was marked in code, whosever it is."""
        if isinstance(text, Shared):
            return self.shared(text.context, text.source, **values)
        return self.own(text, **values)

    def failure(self, code: str) -> tuple[str, str]:
        """Return cause and mend of a failure of the table."""
        row = FAILURES[code]
        return self.shared("Failure", row.cause), self.shared("Failure", row.mend)


def _filled(text: str, values: dict[str, object]) -> str:
    return text.format(**values) if values else text


@lru_cache(maxsize=256)
def chosen(asked: str, wished: tuple[str, ...], accepted: str) -> str:
    """Return the language to speak.

    ``asked`` is what the person switched to, ``wished`` what the system wishes (BCP 47, best first), ``accepted`` the
    header ``Accept-Language`` (RFC 9110, section 12.5.4). Swedish where nobody says what we have.
    """
    if asked in LANGUAGES:
        return asked
    return next((found for tag in (*wished, *_by_weight(accepted)) if (found := _primary(tag)) in LANGUAGES), SOURCE)


def _primary(tag: str) -> str:
    return tag.strip().partition("-")[0].lower()


#: More languages than anybody reads; a header of thousands is nobody's wish.
_MOST = 32


def _by_weight(accepted: str) -> list[str]:
    weighed = []
    for entry in accepted.split(",")[:_MOST]:
        tag, _, parameter = entry.partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=")) if parameter.strip() else 1.0
        except ValueError:
            continue
        if weight > 0:
            weighed.append((-weight, tag))
    return [tag for _, tag in sorted(weighed, key=lambda each: each[0])]
