"""What every message of a system is held to: who asks, whether that is proven, and what each of them has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from cosmic_login.idp.registry.systems import System, Systems
from cosmic_login.idp.saml.messages import Received
from cosmic_login.idp.saml.names import SAML
from cosmic_login.idp.saml.rules import MessageFinding, found
from cosmic_login.idp.saml.values import (
    check_destination,
    check_version,
    is_ahead,
    is_late,
    issued_at,
    issuer_of,
    said_text,
)
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.web.quoting import shown

_T = TypeVar("_T")


class MessageJudge:
    """Collects what a message runs into. ``root`` is what the system has proven to have written, once it has.

    ``life`` is how long a message is taken, in seconds; ``addresses`` are what the place is called where it arrived,
    None where that is not known.
    """

    def __init__(
        self, received: Received, systems: Systems, now: datetime, life: float, addresses: frozenset[str] | None
    ) -> None:
        self.received, self._systems, self.now, self._life = received, systems, now, life
        self._addresses = addresses
        self.root = received.root
        self.findings: list[MessageFinding] = []

    def find(self, code: str, detail: str = "") -> None:
        """Note a rule that the request runs into."""
        self.findings.append(found(code, detail))

    def held(self, code: str, check: Callable[[], _T], otherwise: _T) -> _T:
        """Ask a check that refuses by raising."""
        try:
            return check()
        except Refusal as refusal:
            self.find(code, sentence(refusal.detail))
            return otherwise

    # -- who asks --------------------------------------------------------------------------------------------------
    def who(self) -> System | None:
        """Return the system that says it asks, if its metadata are registered."""
        key = self.held("issuer.malformed", lambda: issuer_of(self.root), "")
        if not key:
            return None
        system = self._systems.find("saml", key)
        if system is None or system.saml is None:
            self.find("issuer.unknown", f"There are none of '{shown(key)}'.")
            return None
        until = system.saml.valid_until
        if until is not None and self.now >= until:
            self.find("metadata.over", f"That was {until.isoformat()}.")
        return system

    def prove(self, system: System | None, *, needed: bool, missing: str = "signature.missing") -> None:
        """From here on only what the system has proven to have written counts, where it has proven it.

        ``missing`` is the rule that it runs into where it is ``needed`` and not signed.
        """
        if system is None or system.saml is None or system.learned:
            return
        try:
            root = self.received.proven(system.saml, needed=needed)
        except Refusal as refusal:
            rule = "signature.wrong" if says_signed(self.received) else missing
            self.find("signature.place" if refusal.code == "system.request" else rule, sentence(refusal.detail))
            return
        if said_text(root.find(f"{SAML}Issuer")) != system.key:
            self.find("signature.wrong", "It covers another Issuer.")
            return
        self.root = root

    # -- the message -----------------------------------------------------------------------------------------------
    def envelope(self) -> None:
        """Hold it to what every message has: version, destination, time."""
        self.held("version.other", lambda: check_version(self.root), None)
        destination, signed = self.root.get("Destination"), says_signed(self.received)
        if destination is None and signed:
            self.find("destination.missing", "(saml-bindings-2.0-os, 3.4.5.2 and 3.5.5.2)")
        elif self._addresses is not None:
            known = self._addresses
            self.held("destination.other", lambda: check_destination(self.root, known, is_signed=signed), None)
        issued = self.held("time.malformed", lambda: issued_at(self.root), None)
        if issued is None:
            return
        apart = f"It says {issued.isoformat()}, and it is {self.now.isoformat(timespec='seconds')} here."
        if is_ahead(issued, self.now):
            self.find("time.future", apart)
        elif is_late(issued, self.now, self._life):
            self.find("time.past", f"{apart} The time is {self._life:g} seconds.")


def says_signed(received: Received) -> bool:
    """Whether a message says that it is signed, also where the signature stands in a wrong place."""
    try:
        return received.is_signed
    except Refusal:
        return True


def sentence(detail: str) -> str:
    """Return what a refusal says as a sentence."""
    return detail[:1].upper() + detail[1:] + ("" if detail.endswith((".", ")")) else ".") if detail else ""
