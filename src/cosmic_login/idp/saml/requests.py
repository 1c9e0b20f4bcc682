"""AuthnRequests as they come (saml-core-2.0-os, section 3.4), to judged ones; each is taken once.

What a system may not be told, because its address for answers is not proven, is told to the person by a page, and to
its developers by the log. What it may be told, it is told in an answer of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from cosmic_login.idp.registry.systems import SamlProvider, System, Systems
from cosmic_login.idp.saml.judge import MessageJudgement, judge
from cosmic_login.idp.saml.messages import Received
from cosmic_login.idp.saml.rules import MessageFinding, MessageOutcome, found
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Refusal
from cosmic_login.profile.logs import log_event

_log = logging.getLogger("cosmic_login.idp.saml")


class AuthnRequests:
    """Judges them. ``places`` are what the addresses of single sign-on are called, for each binding."""

    def __init__(self, services: IdpServices, systems: Systems, places: Mapping[str, frozenset[str]]) -> None:
        self._services, self._systems, self._places = services, systems, places

    def judged(self, received: Received) -> MessageJudgement:
        """Judge a request, and take it: the same one is refused from then on."""
        settings, now = self._services.settings, self._services.clock.now()
        judgement = judge(
            received,
            self._systems,
            now=now,
            life=settings.saml_request_life,
            addresses=self._places[received.binding],
        )
        refusal = judgement.refusal
        if refusal is None or refusal.rule.outcome is not MessageOutcome.PAGE:
            judgement = self._taken(judgement, now.timestamp() + 2 * settings.saml_request_life + 600)
        tell(judgement.findings, judgement.system.key if judgement.system else "")
        return judgement

    def _taken(self, judgement: MessageJudgement, until: float) -> MessageJudgement:
        """Remember a request's ID as long as the request could still be in time, by whichever clock."""
        key = judgement.system.key if judgement.system else ""
        with self._services.store.transaction() as work:
            if work.take_saml_request(key, judgement.number, until):
                return judgement
        again = found("message.replayed", "This ID came before.")
        return MessageJudgement((again, *judgement.findings), judgement.system, judgement.number)

    def sender(self, key: str) -> tuple[System, SamlProvider]:
        """Return the system that a message about log-outs says it is from. Raises ``Refusal``."""
        system = self._systems.find("saml", key)
        if system is None or system.saml is None:
            raise Refusal("system.unknown", f"no metadata of the Issuer {key[:200]!r} are registered")
        until = system.saml.valid_until
        if until is not None and self._services.clock.now() >= until:
            raise Refusal("system.metadata", f"the metadata of {key[:200]!r} ran out (validUntil)")
        return system, system.saml


def tell(findings: tuple[MessageFinding, ...], system: str) -> None:
    """Write down for developers what a message runs into, and what of it does not count as they may think."""
    for each in findings:
        about = {"system": system, "rule": each.rule.code, "parameter": "", "why": each.description}
        if each.rule.outcome is MessageOutcome.NOTE:
            log_event(_log, "request.noted", level=logging.WARNING, **about)
        else:
            log_event(_log, "request.refused", level=logging.WARNING, **about)
