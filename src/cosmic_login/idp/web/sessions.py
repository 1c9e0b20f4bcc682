"""The session that a person's logins at several systems share: one at a time for each person, known by a browser."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping

from cosmic_login.audit.record import EventFacts
from cosmic_login.core.clock import is_ahead
from cosmic_login.core.identity import LOA_URI
from cosmic_login.directory.model import Person
from cosmic_login.idp.claims.choices import Level, Option, options
from cosmic_login.idp.orders.evidence import Evidence
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Transaction
from cosmic_login.idp.store.web_statements import PartyRow, SsoRow, WebLoginRow
from cosmic_login.idp.token_digests import digest
from cosmic_login.idp.web.request import Parting, WebRequest


def audit_facts(row: WebLoginRow, person: Person, option: Option) -> EventFacts:
    """Return what the audit trail is told of a login, and of the session that it begins."""
    chosen = option.service_id
    return {
        "person": person.personal_number,
        "name": person.name,
        "method": row.method,
        "loa": Evidence.from_json(row.evidence).loa,
        "service_id": chosen.hsa_id if chosen else "",
        "organisation": chosen.organisation if chosen else "",
    }


class WebSessions:
    """Sessions begin, are taken up again, and end. Each call happens inside a transaction."""

    def __init__(self, services: IdpServices, partings: Mapping[str, Parting]) -> None:
        """``partings`` are the protocols by their names; they are told when a session ends."""
        self._services, self._partings = services, partings

    def fitting(self, work: Transaction, cookie: str, request: WebRequest, min_loa: int) -> SsoRow | None:
        """Return a browser's session, if it proves as much as the request and the system's registration ask for."""
        now = self._services.seconds()
        session = work.sso_of_browser(digest(cookie), now) if cookie else None
        if session is None or request.force or is_ahead(session.created, now):
            return None
        evidence = Evidence.from_json(session.evidence)
        if request.max_age is not None and evidence.at + request.max_age < int(now):
            return None
        high_enough = evidence.loa >= min_loa and (not request.loa or LOA_URI[evidence.loa] in request.loa)
        return session if high_enough else None

    def chosen(self, work: Transaction, sid: str) -> Option | None:
        """Return what was chosen in a session; None: nothing, or there is no session, or the choice is gone."""
        session = work.sso(sid) if sid else None
        person = self._services.people.by_number(session.person) if session is not None else None
        if session is None or person is None:
            return None
        choice = json.loads(session.choice)
        there = options(person, Evidence.from_json(session.evidence), Level(choice["level"]))
        return next((each for each in there if each.key == choice["key"]), None)

    def begin(self, work: Transaction, row: WebLoginRow, facts: EventFacts, choice: str) -> str:
        """Begin the session of a login and return its name; the person's others end."""
        now, sid = self._services.seconds(), uuid.uuid4().hex
        for other in work.sso_of_person(row.person):
            self.end(work, other.sid, "session.replaced")
        work.add_sso(
            SsoRow(
                sid=sid,
                browser="",
                person=row.person,
                method=row.method,
                evidence=row.evidence,
                choice=choice,
                login=row.login,
                record=json.dumps(facts),
                created=now,
                expires=now + self._services.settings.sso_life,
            )
        )
        return sid

    def end(self, work: Transaction, sid: str, reason: str = "", left: Collection[PartyRow] = ()) -> SsoRow | None:
        """End a session, write it down and tell its systems that need no browser for it, but those that were ``left``.

        Return it, or None when it is not there or was over.
        """
        session = work.end_sso(sid, self._services.seconds())
        if session is None:
            return None
        work.drop_tokens(session.login)
        told: EventFacts = json.loads(session.record)
        told |= {"login": session.login, "reason": reason}
        self._services.audit.append("session.ended", **told)
        parties = [each for each in work.parties(sid) if each not in left]
        for face, parting in self._partings.items():
            parting.ended(work, session, [each for each in parties if each.face == face])
        return session
