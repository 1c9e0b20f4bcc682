"""What a diagnosis says and what a line of the log is, as the window and the command line show them.

Swedish is the source language (context ``Diagnosis``; causes and mends of the failure table have ``Failure``). A
text is kept as its source with the values to put in, so that it can be said in any language when it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure
from cosmic_login.core.redact import mask_codes, mask_numbers

Status = Literal["ok", "warn", "fail"]
#: Translates (context, source text); without one, a text stays Swedish.
Translate = Callable[[str, str], str]

STATUS_WORDS: Mapping[Status, str] = MappingProxyType(
    {
        "ok": QT_TRANSLATE_NOOP("Diagnosis", "Fungerar"),
        "warn": QT_TRANSLATE_NOOP("Diagnosis", "Att se över"),
        "fail": QT_TRANSLATE_NOOP("Diagnosis", "Fungerar inte"),
    }
)
#: What the checks are called by people; programs use the names.
TITLES: Mapping[str, str] = MappingProxyType(
    {
        "versions": QT_TRANSLATE_NOOP("Diagnosis", "Programversioner"),
        "python": QT_TRANSLATE_NOOP("Diagnosis", "Python och operativsystem"),
        "pyside": QT_TRANSLATE_NOOP("Diagnosis", "PySide6"),
        "qt": QT_TRANSLATE_NOOP("Diagnosis", "Fönstersystemet Qt"),
        "fonts": QT_TRANSLATE_NOOP("Diagnosis", "Typsnitt"),
        "display": QT_TRANSLATE_NOOP("Diagnosis", "Skärm"),
        "pcsc": QT_TRANSLATE_NOOP("Diagnosis", "Tjänsten för kortläsare"),
        "reader": QT_TRANSLATE_NOOP("Diagnosis", "Kortläsare"),
        "card": QT_TRANSLATE_NOOP("Diagnosis", "Kort"),
        "certificate": QT_TRANSLATE_NOOP("Diagnosis", "Certifikat"),
        "plugins": QT_TRANSLATE_NOOP("Diagnosis", "Tillägg"),
        "profile": QT_TRANSLATE_NOOP("Diagnosis", "Profilkatalog"),
        "vault": QT_TRANSLATE_NOOP("Diagnosis", "Valv"),
        "settings": QT_TRANSLATE_NOOP("Diagnosis", "Inställningar"),
        "disk": QT_TRANSLATE_NOOP("Diagnosis", "Diskutrymme"),
        "pki": QT_TRANSLATE_NOOP("Diagnosis", "Övningens certifikatutfärdare"),
        "directory": QT_TRANSLATE_NOOP("Diagnosis", "Katalog"),
        "expiry": QT_TRANSLATE_NOOP("Diagnosis", "Det som går ut"),
        "audit": QT_TRANSLATE_NOOP("Diagnosis", "Åtkomstlogg"),
        "loopback": QT_TRANSLATE_NOOP("Diagnosis", "Nätverket inom datorn"),
        "vpcd": QT_TRANSLATE_NOOP("Diagnosis", "Virtuell kortläsare (vpcd)"),
        "idp": QT_TRANSLATE_NOOP("Diagnosis", "Identifieringstjänst (IDP)"),
        "clock": QT_TRANSLATE_NOOP("Diagnosis", "Klocka"),
    }
)
_FOUND_FAILURE = QT_TRANSLATE_NOOP("Diagnosis", "{cause} ({code})")
_FOUND_DETAIL = QT_TRANSLATE_NOOP("Diagnosis", "{cause} ({code}: {detail})")
_VALUE_ALONE = QT_TRANSLATE_NOOP("Diagnosis", "{value}")
_MEND_LINE = QT_TRANSLATE_NOOP("Diagnosis", "Åtgärd: {mend}")


@dataclass(frozen=True)
class RunsOut:
    """Something of the profile that does not renew itself. ``name`` is whose or which it is."""

    kind: Literal["card", "e-id"]
    name: str
    until: datetime


def swedish(_context: str, source: str) -> str:
    """Say it in the source language."""
    return source


@dataclass(frozen=True)
class Said:
    """A text that has not been put into a language yet; a value may be one itself. Personal numbers are masked."""

    source: str
    values: Mapping[str, object] = field(default_factory=dict)
    context: str = "Diagnosis"

    def words(self, translate: Translate = swedish) -> str:
        """Return the text; a translation with other placeholders than the source gives way to the source."""
        values = {
            name: value.words(translate) if isinstance(value, Said) else mask_codes(mask_numbers(str(value)))
            for name, value in self.values.items()
        }
        if not values:
            return translate(self.context, self.source)
        try:
            return translate(self.context, self.source).format(**values)
        except (KeyError, IndexError, ValueError):
            return self.source.format(**values)


def plainly(value: object) -> Said:
    """Wrap what is the same in every language: a version, a path, a library's own words."""
    return Said(_VALUE_ALONE, {"value": value})


def cause_of(failure: LoginFailure) -> Said:
    """Return a failure's cause, its code, and its detail if it has one."""
    values = {"cause": Said(failure.info.cause, context="Failure"), "code": failure.code, "detail": failure.detail}
    return Said(_FOUND_DETAIL if failure.detail else _FOUND_FAILURE, values)


def mend_of(failure: LoginFailure | str) -> Said:
    """Return the mend of a failure, or of the failure with this code."""
    info = (LoginFailure(failure) if isinstance(failure, str) else failure).info
    return Said(info.mend, context="Failure")


@dataclass(frozen=True)
class Finding:
    """The result of one check; ``mend`` is None when there is nothing to do. ``subject`` is which reader, say."""

    name: str
    status: Status
    found: Said
    mend: Said | None = None
    subject: str = ""

    def title(self, translate: Translate = swedish) -> str:
        """Return what the check is called, with its subject."""
        title = translate("Diagnosis", TITLES.get(self.name, self.name))
        return f"{title}: {mask_numbers(self.subject)}" if self.subject else title

    def members(self, translate: Translate = swedish) -> dict[str, str]:
        """Return the finding for programs."""
        return {
            "name": self.name,
            "status": self.status,
            "title": self.title(translate),
            "found": self.found.words(translate),
            "mend": "" if self.mend is None else self.mend.words(translate),
        }


def as_text(findings: Iterable[Finding], translate: Translate = swedish) -> str:
    """Return a diagnosis as lines to copy, one finding after the other."""
    lines = []
    for finding in findings:
        status = translate("Diagnosis", STATUS_WORDS[finding.status])
        lines.append(f"[{status}] {finding.title(translate)}: {finding.found.words(translate)}")
        if finding.mend is not None:
            mend = translate("Diagnosis", _MEND_LINE).format(mend=finding.mend.words(translate))
            lines.append(f"    {mend}")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class LogLine:
    """One line of the program's log, as it stands on the disk. ``level`` is empty when the line is none of ours."""

    text: str
    time: str = ""
    level: str = ""
    event: str = ""
    fields: str = ""


@dataclass(frozen=True)
class LogPage:
    """Lines read from the log. ``anew``: they take the place of those read before, they do not follow them."""

    lines: tuple[LogLine, ...]
    anew: bool
    path: str = ""
