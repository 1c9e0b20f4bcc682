"""Log-outs that clients ask for (OpenID Connect RP-Initiated Logout 1.0), to log-outs of the whole session."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final

from cosmic_login.idp.oidc.id_tokens import Claims, IdTokens
from cosmic_login.idp.oidc.judge import ForeignHint
from cosmic_login.idp.oidc.parameters import Parameters
from cosmic_login.idp.oidc.redirects import is_after_logout
from cosmic_login.idp.oidc.rules import RuleFinding, RuleOutcome, found
from cosmic_login.idp.registry.systems import System, Systems
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Transaction
from cosmic_login.idp.store.web_statements import SsoRow
from cosmic_login.idp.token_digests import digest, new_handle
from cosmic_login.idp.web.logouts import WebLogouts
from cosmic_login.idp.web.quoting import shown
from cosmic_login.idp.web.request import Leaver
from cosmic_login.profile.logs import log_event

_log = logging.getLogger(__name__)
_MAX_STATE: Final = 8192


@dataclass(frozen=True)
class LogoutQuestion:
    """The person has to be asked whether they want to log out; ``system`` is who sent them, or empty.

    ``back`` is where they go on from a no, if the client said so.
    """

    system: str
    back: str = ""


@dataclass(frozen=True)
class LogoutRefused:
    """The request is refused, by a page; ``failure`` is a code of the failure table."""

    failure: str


def judge_logout(parameters: Parameters, systems: Systems, *, client: str = "") -> tuple[RuleFinding, ...]:
    """Hold a request to log out to every rule; ``client`` is whose ID token its hint is, empty without one."""
    findings: list[RuleFinding] = []
    if parameters.repeated:
        findings.append(found("logout.repeated", shown(min(parameters.repeated))))
    named = parameters.get("client_id")
    if client and named and named != client:
        findings.append(found("logout.other_client", "client_id", f"It is of '{shown(client)}'."))
    key = client or named
    system = systems.find("oidc", key) if key else None
    if key and system is None:
        findings.append(found("logout.client", "client_id", f"There is no client '{shown(key)}'."))
    uri = parameters.get("post_logout_redirect_uri")
    if uri and not (system is not None and is_after_logout(uri, system)):
        why = "" if key else "Without id_token_hint or client_id nobody is known who registered it."
        findings.append(found("logout.stays" if client else "logout.unregistered", "post_logout_redirect_uri", why))
    if not client:
        findings.append(found("logout.asked", "id_token_hint"))
    return tuple(findings)


class OidcLogouts:
    """Takes requests to log out."""

    def __init__(self, services: IdpServices, systems: Systems, tokens: IdTokens, logouts: WebLogouts) -> None:
        self._services, self._systems, self._tokens, self._logouts = services, systems, tokens, logouts

    def take(self, parameters: Parameters, sso: str, *, confirmed: bool) -> str | LogoutQuestion | LogoutRefused:
        """Return the handle of the log-out that begins, or why none does yet.

        ``sso`` is the browser's cookie of its session. An ID token of a client (an old one will do) proves that the
        client may end that session; without one the person is asked, and ``confirmed`` says that they said yes.
        """
        hint, claims = parameters.get("id_token_hint"), Claims()
        if hint:
            try:
                claims = self._tokens.read(hint)
            except ForeignHint as error:
                return self._refused("system.request", f"id_token_hint: {error}")
        client = str(claims["aud"]) if claims else ""
        key = client or parameters.get("client_id")
        findings = judge_logout(parameters, self._systems, client=client)
        for each in findings:
            if each.rule.outcome is not RuleOutcome.NOTE or each.rule.code == "logout.stays":
                refusal = self._refused(each.rule.failure or "system.address", each.description)
                if each.rule.outcome is RuleOutcome.PAGE:
                    return refusal
        system = self._systems.find("oidc", key) if key else None
        return self._end(parameters, sso, system, claims, confirmed=confirmed)

    def _end(
        self, parameters: Parameters, sso: str, system: System | None, claims: Claims, *, confirmed: bool
    ) -> str | LogoutQuestion | LogoutRefused:
        uri, now = parameters.get("post_logout_redirect_uri"), self._services.seconds()
        if uri and not (system is not None and is_after_logout(uri, system)):
            # Whoever proves to be a party of the session has it ended; the browser is led nowhere from there.
            uri = ""
        if uri and system is not None and system.learned:
            self._systems.learn(system.key, {"face": "oidc", "post_logout_redirect_uri": uri})
        state, name = parameters.get("state"), str(claims.get("sid", ""))
        reply = {"uri": uri, "state": state if len(state) <= _MAX_STATE else ""}
        leaver = Leaver("oidc", system.key if system else "", reply)
        with self._services.store.transaction() as work:
            here = work.sso_of_browser(digest(sso), now) if sso else None
            hinted = self._session(work, name, system)
            if hinted is not None and hinted.ended is None:
                return self._logouts.begin(work, hinted.sid, leaver, (name,))
            if here is not None and not confirmed:
                return LogoutQuestion(system.name if system else "", uri)
            ends = here or hinted
            # Nothing may be left to end; whoever asked is led on all the same.
            return self._logouts.begin(work, ends.sid if ends else new_handle(), leaver)

    def _session(self, work: Transaction, name: str, system: System | None) -> SsoRow | None:
        party = work.party_of_name("oidc", name) if name else None
        if party is None or system is None or party.system != system.key:
            return None
        return work.sso(party.sid)

    def _refused(self, failure: str, why: str) -> LogoutRefused:
        log_event(_log, "logout.refused", level=logging.WARNING, failure=failure, why=why)
        return LogoutRefused(failure)
