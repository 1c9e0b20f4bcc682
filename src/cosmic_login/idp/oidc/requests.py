"""Authorization requests as they come by browser or beforehand (RFC 9126), to judged ones and their logins."""

from __future__ import annotations

import json
import logging

from cosmic_login.core.clock import is_over
from cosmic_login.idp.oidc.id_tokens import IdTokens
from cosmic_login.idp.oidc.judge import ForeignHint, Judgement, Preselection, judge
from cosmic_login.idp.oidc.parameters import Parameters
from cosmic_login.idp.oidc.rules import RuleFinding, RuleOutcome, found
from cosmic_login.idp.registry.systems import System, Systems
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.oidc_statements import PushedRow
from cosmic_login.idp.token_digests import digest, new_handle
from cosmic_login.profile.logs import log_event

_log = logging.getLogger(__name__)
#: How a pushed request is called (RFC 9126, section 2.2).
PUSHED_PREFIX = "urn:ietf:params:oauth:request_uri:"


class AuthorizationRequests:
    """Judges requests, and keeps those that clients send beforehand.

    ``preselection`` is how a client names a way to log in.
    """

    def __init__(self, services: IdpServices, systems: Systems, tokens: IdTokens) -> None:
        self._services, self._systems, self._tokens = services, systems, tokens
        self.preselection = Preselection(services.settings.oidc_method_claim)

    def judged(self, parameters: Parameters) -> Judgement:
        """Judge what a browser brings; of a pushed request nothing else of it counts."""
        uri = parameters.get("request_uri")
        if uri.startswith(PUSHED_PREFIX) and not parameters.repeated & {"request_uri", "client_id"}:
            pushed = self._pushed(uri, parameters.get("client_id"))
            judgement = Judgement((pushed,)) if isinstance(pushed, RuleFinding) else self._judged(pushed)
        else:
            judgement = self._judged(parameters)
        self._tell(judgement)
        return judgement

    def push(self, system: System, parameters: Parameters) -> RuleFinding | str:
        """Keep a request of a client that proved itself; return its name, or the rule that it is refused by."""
        known = {name: value for name, value in parameters.values.items() if name not in _OF_THE_CALL}
        judgement = self._judged(Parameters({**known, "client_id": system.key}, parameters.repeated))
        self._tell(judgement)
        if judgement.refusal is not None:
            return judgement.refusal
        handle, expires = new_handle(), self._services.seconds() + self._services.settings.pushed_life
        with self._services.store.transaction() as work:
            work.add_pushed(PushedRow(digest(handle), system.key, expires, json.dumps(known)))
        return PUSHED_PREFIX + handle

    def _pushed(self, uri: str, client_id: str) -> Parameters | RuleFinding:
        """Take a pushed request out, once."""
        with self._services.store.transaction() as work:
            row = work.take_pushed(digest(uri.removeprefix(PUSHED_PREFIX)))
        life = self._services.settings.pushed_life
        if row is None or is_over(row.expires, self._services.seconds(), life):
            return found("pushed.unknown", "request_uri")
        if row.system != client_id:
            return found("pushed.other_client", "client_id")
        return Parameters({**json.loads(row.parameters), "client_id": row.system})

    def _judged(self, parameters: Parameters) -> Judgement:
        return judge(parameters, self._systems, hints=self.person_of, preselection=self.preselection)

    def person_of(self, hint: str, client_id: str) -> str:
        """Return whose ID token it is, by personal number; empty when the session is forgotten.

        Raises ``ForeignHint`` for one that is not ours, or not that client's.
        """
        claims = self._tokens.read(hint)
        if claims.get("aud") != client_id:
            raise ForeignHint("it is another client's")
        with self._services.store.transaction() as work:
            party = work.party_of_name("oidc", str(claims.get("sid", "")))
            session = work.sso(party.sid) if party is not None else None
        return session.person if session is not None else ""

    def _tell(self, judgement: Judgement) -> None:
        """Write down for developers what a request runs into that does not go on as they may think."""
        for each in judgement.findings:
            if each.rule.outcome is not RuleOutcome.NOTE:
                system = judgement.system.key if judgement.system else ""
                log_event(
                    _log,
                    "request.refused",
                    level=logging.WARNING,
                    system=system,
                    rule=each.rule.code,
                    parameter=each.parameter,
                    why=each.description,
                )


#: Parameters of the call itself, and none of the request that it brings.
_OF_THE_CALL = frozenset({"client_secret", "client_assertion", "client_assertion_type"})
