"""Checks of the identity provider that is asked, and of the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from cosmic_login.core.diagnosis import Finding, Said, Status, mend_of
from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure

if TYPE_CHECKING:
    from cosmic_login.diagnosis.case import Case

#: A challenge lives for minutes: a clock this far off makes logins fail (``clock.skew``).
_SKEW_WARN, _SKEW_FAIL = timedelta(seconds=5), timedelta(seconds=60)
_EMBEDDED = QT_TRANSLATE_NOOP("Diagnosis", "Inbyggd. Den startar med fönstret eller med en inloggning.")
_ANSWERS = QT_TRANSLATE_NOOP("Diagnosis", "{address} svarar.")
_SKEW = QT_TRANSLATE_NOOP("Diagnosis", "{seconds} s från identifieringstjänstens klocka")
_BACKWARDS = QT_TRANSLATE_NOOP("Diagnosis", "Klockan är {now}, men åtkomstloggen går till {last}.")
_NOW = QT_TRANSLATE_NOOP("Diagnosis", "Klockan är {now}.")


def check_idp(case: Case) -> Iterator[Finding]:
    """Ask the IdP for its metadata."""
    if not case.idp_url:
        yield Finding("idp", "ok", Said(_EMBEDDED))
        return
    asyncio.run(_discover(case))
    yield Finding("idp", "ok", Said(_ANSWERS, {"address": case.idp_url}))


async def _discover(case: Case) -> None:
    from cosmic_login.authenticators.idp.client import IdpClient

    client = IdpClient(case.idp_url, case.clock, ca_file=case.idp_ca)
    try:
        await client.discover()
    finally:
        await client.http.aclose()


def check_clock(case: Case) -> Iterator[Finding]:
    """Compare the clock with the IdP's, or else with what has been written down: time must not run backwards."""
    there = _time_of_idp(case) if case.idp_url else None
    if there is None:
        yield _clock_alone(case)
        return
    skew = case.clock.now() - there
    status: Status = "ok" if abs(skew) < _SKEW_WARN else "warn" if abs(skew) < _SKEW_FAIL else "fail"
    mend = None if status == "ok" else mend_of("clock.skew")
    yield Finding("clock", status, Said(_SKEW, {"seconds": f"{skew.total_seconds():+.0f}"}), mend)


def _time_of_idp(case: Case) -> datetime | None:
    """Return the IdP's time (RFC 9110, section 6.6.1), or None when it does not tell; its own check says why."""
    address = f"{case.idp_url.rstrip('/')}/.well-known/openid-configuration"
    try:
        return parsedate_to_datetime(asyncio.run(_date(address, case.idp_ca)))
    except (LoginFailure, ValueError):
        return None


async def _date(address: str, ca_file: str) -> str:
    from cosmic_login.net.http import Http

    http = Http(address, ca_file)
    try:
        return await http.date(address)
    finally:
        await http.aclose()


def _clock_alone(case: Case) -> Finding:
    now, last = case.clock.now(), None
    try:
        for record in case.trail.records():
            last = record.time
    except LoginFailure:
        pass  # its own check tells
    if last is not None and now < last - _SKEW_WARN:
        found = Said(_BACKWARDS, {"now": _shown(now), "last": _shown(last)})
        return Finding("clock", "fail", found, mend_of("clock.skew"))
    return Finding("clock", "ok", Said(_NOW, {"now": _shown(now)}))


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}Z"
