"""What is going on at the IdP, read from the store at one moment: logins under way, sessions, systems, outages, trail.

Of people no more than ``audit show`` prints: personal numbers are masked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cosmic_login.audit.redact import mask_person, masked
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.outages import TARGETS, WITHIN
from cosmic_login.idp.store.web_statements import WebState

if TYPE_CHECKING:
    from cosmic_login.audit.record import AuditRecord
    from cosmic_login.idp.outages import OutageState
    from cosmic_login.idp.provider.provider import Provider
    from cosmic_login.idp.registry.systems import System
    from cosmic_login.idp.services import People
    from cosmic_login.idp.store.base import SessionRow, Transaction
    from cosmic_login.idp.store.web_statements import SsoRow

#: So many of a kind are shown; there may be more.
MOST: Final = 50
#: Rows of the trail.
ROWS: Final = 40


@dataclass(frozen=True)
class LoginUnderWay:
    """A login. ``system`` is its name, ``face`` its protocol; empty is our own client. ``state`` is None there."""

    system: str
    face: str
    method: str
    since: float
    state: WebState | None = None
    failure: str = ""


@dataclass(frozen=True)
class SessionUnderWay:
    """A person's session. ``person`` is masked, ``systems`` are names; ``until`` is None for our own client's."""

    person: str
    method: str
    loa: int | None
    systems: tuple[str, ...]
    since: float
    until: float | None = None


@dataclass(frozen=True)
class ServiceState:
    """Something that can be put out of service. ``within``: it is closed because this is.

    ``persons`` are those for whom alone it is out, by their numbers, masked.
    """

    target: str
    outage: OutageState | None
    within: str = ""
    persons: tuple[str, ...] = ()


@dataclass(frozen=True)
class IdpStanding:
    """Everything, at one moment. ``damage`` is why the trail could not be read."""

    now: float
    logins: tuple[LoginUnderWay, ...]
    sessions: tuple[SessionUnderWay, ...]
    services: tuple[ServiceState, ...]
    systems: tuple[System, ...]
    trail: tuple[AuditRecord, ...]
    damage: str = ""


def standing(provider: Provider) -> IdpStanding:
    """Return how the IdP stands. Lists have ``MOST`` entries at most, the newest first."""
    services = provider.services
    now = services.seconds()
    with services.store.transaction() as work:
        reading = _Reading(provider, work, now)
        logins, sessions = reading.logins(), reading.sessions()
    rows, damage = _trail(provider)
    return IdpStanding(
        now,
        logins,
        sessions,
        _services(provider.outages.state(), services.people),
        services.systems.all(),
        rows,
        damage,
    )


class _Reading:
    def __init__(self, provider: Provider, work: Transaction, now: float) -> None:
        self._services, self._work, self._now = provider.services, work, now

    def logins(self) -> tuple[LoginUnderWay, ...]:
        web = self._work.open_web_logins(self._now, MOST)
        attempts = {each.login for each in web}
        by_browser = [
            LoginUnderWay(
                self._name(each.face, each.system), each.face, each.method, each.created, each.state, each.failure
            )
            for each in web
        ]
        own = [
            LoginUnderWay(each.client_id, "", each.method, each.created)
            for each in self._work.open_logins(self._now, MOST)
            if each.login not in attempts
        ]
        return tuple(sorted([*by_browser, *own], key=lambda each: -each.since)[:MOST])

    def sessions(self) -> tuple[SessionUnderWay, ...]:
        since = self._now - self._services.settings.session_life
        web = [self._web(each) for each in self._work.open_sso(self._now, MOST)]
        own = [_own(each) for each in self._work.open_sessions(since, MOST)]
        return tuple(sorted([*web, *own], key=lambda each: -each.since)[:MOST])

    def _web(self, row: SsoRow) -> SessionUnderWay:
        parties = self._work.parties(row.sid)
        systems = dict.fromkeys(self._name(each.face, each.system) for each in parties)
        record = json.loads(row.record)
        person = mask_person(row.person)
        return SessionUnderWay(person, row.method, record.get("loa"), tuple(systems), row.created, row.expires)

    def _name(self, face: str, key: str) -> str:
        found = self._services.systems.find("saml" if face == "saml" else "oidc", key)
        return found.name if found else key


def _own(row: SessionRow) -> SessionUnderWay:
    record = json.loads(row.record)
    return SessionUnderWay(mask_person(str(record["person"])), str(record["method"]), record["loa"], (), row.created)


def _services(outages: Sequence[OutageState], people: People) -> tuple[ServiceState, ...]:
    out = {each.target: each for each in outages if not each.person}
    return tuple(
        ServiceState(
            target,
            out.get(target),
            next((each for each in _above(target) if each in out), ""),
            tuple(_number(each.person, people) for each in outages if each.person and each.target == target),
        )
        for target in TARGETS
    )


def _number(person: str, people: People) -> str:
    """Return the masked number of a person by what an outage calls them: a key, or that number."""
    try:
        return mask_person(people.person(person).personal_number)
    except LoginFailure:
        return person


def _above(target: str) -> Sequence[str]:
    """Return what a target falls with, the nearest first."""
    found = []
    while target := WITHIN[target]:
        found.append(target)
    return found


def _trail(provider: Provider) -> tuple[tuple[AuditRecord, ...], str]:
    try:
        return tuple(masked(each) for each in reversed(provider.services.recent(ROWS))), ""
    except LoginFailure as failure:
        return (), failure.code
