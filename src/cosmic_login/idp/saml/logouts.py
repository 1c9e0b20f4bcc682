"""Log-outs that SAML systems ask for, and their answers to ours (saml-profiles-2.0-os, section 4.4)."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from cosmic_login.idp.registry.systems import System
from cosmic_login.idp.saml.answers import NameId
from cosmic_login.idp.saml.face import SamlFace
from cosmic_login.idp.saml.logout_judge import judge_logout
from cosmic_login.idp.saml.messages import Received, malformed
from cosmic_login.idp.saml.names import (
    PARTIAL_LOGOUT,
    REQUEST_UNSUPPORTED,
    REQUESTER,
    SAML,
    SAMLP,
    SUCCESS,
    UNSPECIFIED,
)
from cosmic_login.idp.saml.requests import AuthnRequests, tell
from cosmic_login.idp.saml.statuses import SamlStatus
from cosmic_login.idp.saml.values import check_envelope, issuer_of, said_text
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Refusal, Transaction
from cosmic_login.idp.store.web_statements import PartyRow
from cosmic_login.idp.token_digests import digest
from cosmic_login.idp.web.logouts import WebLogouts
from cosmic_login.idp.web.request import Delivery, Leaver
from cosmic_login.idp.web.sessions import WebSessions
from cosmic_login.idp.xml import Element

_log = logging.getLogger("cosmic_login.idp.saml")


@dataclass(frozen=True)
class LogoutBegun:
    """A log-out that the browser goes on with by its handle, or an answer at once. Neither: our own page tells it."""

    handle: str = ""
    delivery: Delivery | None = None


class SamlLogouts:
    """Takes what systems send to the addresses of single logout. ``places`` are what those are called."""

    def __init__(
        self,
        services: IdpServices,
        requests: AuthnRequests,
        face: SamlFace,
        *,
        sessions: WebSessions,
        logouts: WebLogouts,
        places: Mapping[str, frozenset[str]],
    ) -> None:
        self._services, self._requests, self._face = services, requests, face
        self._sessions, self._logouts, self._places = sessions, logouts, places

    def take(self, received: Received, browser: str) -> LogoutBegun:
        """Take a message; ``browser`` is the cookie of the browser's session. Raises ``Refusal``."""
        if received.root.tag == f"{SAMLP}LogoutRequest" and received.kind == "SAMLRequest":
            return self._asked(received, browser)
        if received.root.tag == f"{SAMLP}LogoutResponse" and received.kind == "SAMLResponse":
            return LogoutBegun(self._answered(received))
        raise malformed("there has to be a LogoutRequest in SAMLRequest, or a LogoutResponse in SAMLResponse")

    # -- a system asks ---------------------------------------------------------------------------------------------
    def _asked(self, received: Received, browser: str) -> LogoutBegun:
        now, settings = self._services.clock.now(), self._services.settings
        judged = judge_logout(
            received,
            self._services.systems,
            now=now,
            life=settings.saml_request_life,
            addresses=self._places[received.binding],
        )
        tell(judged.findings, judged.system.key if judged.system else "")
        if judged.refusal is not None:
            raise Refusal(judged.refusal.rule.failure, judged.refusal.description)
        system, root, number = judged.system, judged.root, judged.number
        assert system is not None  # noqa: S101 - told to the type checker: there is a rule against a stranger
        assert system.saml is not None  # noqa: S101 - as above
        provider, name_id = system.saml, root.find(f"{SAML}NameID")
        with self._services.store.transaction() as work:
            if not work.take_saml_request(system.key, number, now.timestamp() + 2 * settings.saml_request_life + 600):
                raise Refusal("system.replayed", "this ID came before")
            if name_id is None:
                status = SamlStatus(REQUESTER, REQUEST_UNSUPPORTED, "LogoutRequest: there has to be a NameID in clear.")
                return LogoutBegun("", self._face.logged_out(work, provider, number, status, received.relay_state))
            parties = self._parties(work, root, name_id, system)
            reply = {"id": number, "relay_state": received.relay_state}
            return self._ended(work, parties, Leaver("saml", system.key, reply), browser)

    def _ended(self, work: Transaction, parties: list[PartyRow], leaver: Leaver, browser: str) -> LogoutBegun:
        """End the sessions meant; the browser is led to the other systems of its own, or of the first."""
        sessions = [session for sid in dict.fromkeys(each.sid for each in parties) if (session := work.sso(sid))]
        # Those that are over last: the system asks again, or its person logged out elsewhere.
        sessions.sort(key=lambda each: (each.browser != digest(browser), each.ended is not None))
        if not sessions:  # it is over, which is what was wanted
            return LogoutBegun("", self._face.parted(work, leaver, complete=True))
        for other in sessions[1:]:
            self._sessions.end(work, other.sid, left=parties)
        left = [each.name for each in parties if each.sid == sessions[0].sid]
        return LogoutBegun(self._logouts.begin(work, sessions[0].sid, leaver, left))

    def _parties(self, work: Transaction, root: Element, name_id: Element, system: System) -> list[PartyRow]:
        """Return the system's parts of the sessions that are meant: those of SessionIndex, without one all."""
        indexes = [said_text(each) for each in root.iterfind(f"{SAMLP}SessionIndex")]
        if indexes:
            found = [row for each in indexes if (row := work.party_of_name("saml", each)) is not None]
        else:
            found = work.parties_of_system("saml", system.key)
        return [each for each in found if each.system == system.key and _is_of(each, name_id)]

    # -- a system answers ------------------------------------------------------------------------------------------
    def _answered(self, received: Received) -> str:
        """Note an answer. One that is signed wrongly counts as none, one that is not signed as it says.

        pysaml2 does not sign its answers unless told to; what they name only the browser knows, and nothing but the
        word about the whole log-out depends on them.
        """
        system, provider = self._requests.sender(issuer_of(received.root))
        complete = _is_success(received.root)
        try:
            root = received.proven(provider, needed=False)
            now, life = self._services.clock.now(), self._services.settings.saml_request_life
            check_envelope(root, self._places[received.binding], now, life, is_signed=received.is_signed)
        except Refusal as refusal:
            _log.warning("LogoutResponse of %.200s: %s: %s", system.key, refusal.code, refusal.detail)
            complete = False
        with self._services.store.transaction() as work:
            return self._logouts.answered(work, received.root.get("InResponseTo", ""), system.key, complete=complete)


def _is_of(party: PartyRow, name_id: Element) -> bool:
    known = NameId(**json.loads(party.facts))
    same = said_text(name_id) == known.value and name_id.get("Format", UNSPECIFIED) in {known.format, UNSPECIFIED}
    return (
        same
        and name_id.get("NameQualifier", known.qualifier) == known.qualifier
        and name_id.get("SPNameQualifier", known.system) == known.system
    )


def _is_success(root: Element) -> bool:
    code = root.find(f"{SAMLP}Status/{SAMLP}StatusCode")
    second = code.find(f"{SAMLP}StatusCode") if code is not None else None
    partial = second is not None and second.get("Value") == PARTIAL_LOGOUT
    return code is not None and code.get("Value") == SUCCESS and not partial
