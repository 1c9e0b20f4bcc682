"""Looks ahead: what of a long installation runs out and is not renewed by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.diagnosis import Finding, Said, mend_of
from cosmic_login.core.failures import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from cosmic_login.diagnosis.case import Case

#: How long ahead something is told.
AHEAD = timedelta(days=60)
_NOTHING = QT_TRANSLATE_NOOP("Diagnosis", "Inget går ut inom {days} dagar utan att förnyas av sig självt.")
_SOON = QT_TRANSLATE_NOOP("Diagnosis", "Går ut {until}.")
_OVER = QT_TRANSLATE_NOOP("Diagnosis", "Gick ut {until}.")
_ISSUE = QT_TRANSLATE_NOOP("Diagnosis", "Utfärda kortet på nytt: cosmic-login card issue {card}")
_NEW_FILE = QT_TRANSLATE_NOOP("Diagnosis", "Hämta en ny fil från identifieringstjänsten och ange den med --idp-ca.")


def check_expiry(case: Case) -> Iterator[Finding]:
    """Tell cards, e-IDs and trusted CAs whose days are counted; CAs, lists and doors of our own renew themselves."""
    now, told = case.clock.now(), False
    for item in sorted(case.runs_out(), key=lambda item: item.until):
        if item.until - now < AHEAD:
            mend = Said(_ISSUE, {"card": item.name}) if item.kind == "card" else mend_of("enrolment.expired")
            yield _warning(item.until, now, mend, item.name)
            told = True
    until = _trusted_until(case.idp_ca) if case.idp_url else None
    if until is not None and until - now < AHEAD:
        yield _warning(until, now, Said(_NEW_FILE), case.idp_ca)
        told = True
    if not told:
        yield Finding("expiry", "ok", Said(_NOTHING, {"days": AHEAD.days}))


def _warning(until: datetime, now: datetime, mend: Said, subject: str) -> Finding:
    return Finding(
        "expiry", "warn", Said(_OVER if until <= now else _SOON, {"until": f"{until:%Y-%m-%d}"}), mend, subject
    )


def _trusted_until(file: str) -> datetime | None:
    """Return when the last CA of a file runs out; None when there is no file, or it cannot be read (told elsewhere)."""
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificates(Path(file).read_bytes()) if file else []
    except (OSError, ValueError):
        return None
    return max((certificate.not_valid_after_utc for certificate in found), default=None)
