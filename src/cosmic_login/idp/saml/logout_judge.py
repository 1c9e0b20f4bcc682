"""What becomes of a LogoutRequest: every rule it runs into.

No HTTP and no store: the door for browsers and ``client explain`` ask the same function, so they say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cosmic_login.idp.registry.systems import POST, REDIRECT, System, Systems
from cosmic_login.idp.saml.message_judge import MessageJudge
from cosmic_login.idp.saml.messages import Received
from cosmic_login.idp.saml.names import SAML, SAMLP
from cosmic_login.idp.saml.rules import MessageFinding, MessageOutcome
from cosmic_login.idp.saml.values import message_id, said_time
from cosmic_login.idp.xml import Element


@dataclass(frozen=True)
class LogoutJudgement:
    """What was found. ``root`` is what the system has written, ``number`` the request's ID."""

    findings: tuple[MessageFinding, ...]
    root: Element = field(repr=False)
    system: System | None = None
    number: str = ""

    @property
    def refusal(self) -> MessageFinding | None:
        """What nobody but the person is told of."""
        return next((each for each in self.findings if each.rule.outcome is MessageOutcome.PAGE), None)


def judge_logout(
    received: Received, systems: Systems, *, now: datetime, life: float, addresses: frozenset[str] | None
) -> LogoutJudgement:
    """Hold a LogoutRequest to every rule; the parameters are ``MessageJudge``'s."""
    return _LogoutJudge(received, systems, now, life, addresses).judgement()


class _LogoutJudge(MessageJudge):
    def judgement(self) -> LogoutJudgement:
        """Ask one rule after another."""
        if self.received.deflated_form:
            self.find("message.deflated", "node-saml: skipRequestCompression: true.")
        system = self.who()
        keys = bool(system is not None and system.saml is not None and system.saml.signing)
        self.prove(system, needed=keys, missing="logout.unsigned")
        number = self.held("id.malformed", lambda: message_id(self.root), "")
        self.envelope()
        until = self.held("time.malformed", lambda: said_time(self.root, "NotOnOrAfter"), None)
        if until is not None and self.now >= until:
            self.find("logout.over", f"That was {until.isoformat()}.")
        self._answered(system)
        if self.root.find(f"{SAML}NameID") is None:
            encrypted = self.root.find(f"{SAML}EncryptedID") is not None
            self.find("logout.name_id", "It is encrypted." if encrypted else "")
        elif self.root.find(f"{SAMLP}SessionIndex") is None:
            self.find("logout.everywhere")
        return LogoutJudgement(tuple(self.findings), self.root, system, number)

    def _answered(self, system: System | None) -> None:
        provider = system.saml if system is not None else None
        if provider is not None and not any(each.binding in {REDIRECT, POST} for each in provider.logout):
            self.find("logout.unanswered")
