"""What becomes of an AuthnRequest: every rule it runs into, and what it asks for if it goes on.

No HTTP and no store: the door for browsers and ``client explain`` ask the same function, so they say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, TypeVar

from cryptography.hazmat.primitives.asymmetric import rsa

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.claims.catalogue import CLAIMS, of_attribute
from cosmic_login.idp.claims.choices import level_for
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.registry.addresses import is_here
from cosmic_login.idp.registry.systems import POST, AttributeService, Endpoint, SamlProvider, System, Systems
from cosmic_login.idp.saml.message_judge import MessageJudge, sentence
from cosmic_login.idp.saml.messages import Received
from cosmic_login.idp.saml.names import (
    LOA_OF,
    PERSISTENT,
    PRINCIPAL_NAMES,
    PSC,
    SAML,
    SAMLP,
    TRANSIENT,
    UNSPECIFIED,
)
from cosmic_login.idp.saml.rules import MessageFinding, MessageOutcome, found
from cosmic_login.idp.saml.values import (
    message_id,
    said_boolean,
    said_index,
    said_text,
)
from cosmic_login.idp.web.quoting import shown
from cosmic_login.idp.web.request import WebRequest

#: What a system without metadata is told: who the person is, for which nobody has to choose anything.
_LEARNED: Final = AttributeService(
    1,
    default=True,
    name="",
    wanted=tuple((CLAIMS[each].uri, False) for each in ("personalIdentityNumber", "given_name", "family_name")),
)
#: Levels that a login here can have (LOA 2 and 3), by their URIs.
_REACHED: Final = tuple(uri for uri, level in LOA_OF.items() if level >= 2)

_T = TypeVar("_T")


@dataclass(frozen=True)
class MessageJudgement:
    """What was found.

    ``reply`` is what an answer needs (``WebRequest``), as soon as it is known where answers go; ``number`` is the
    request's ID. ``request`` is None when it does not go on.
    """

    findings: tuple[MessageFinding, ...]
    system: System | None = None
    number: str = ""
    reply: Mapping[str, object] = field(default_factory=dict, repr=False)
    request: WebRequest | None = None

    @property
    def refusal(self) -> MessageFinding | None:
        """What it is refused for: first what nobody may be told but the person, then what the system is told first."""
        for outcome in (MessageOutcome.PAGE, MessageOutcome.ANSWER):
            for each in self.findings:
                if each.rule.outcome is outcome:
                    return each
        return None

    @property
    def refusable(self) -> WebRequest:
        """As much of a request as an answer needs that nothing comes of it."""
        return WebRequest(face="saml", system=self.system.key if self.system else "", reply=self.reply)


def judge(
    received: Received,
    systems: Systems,
    *,
    now: datetime,
    life: float,
    addresses: frozenset[str] | None,
) -> MessageJudgement:
    """Hold a request to every rule.

    ``life`` is how long one is taken, in seconds; ``addresses`` are what the place is called where it arrived, None
    where that is not known.
    """
    return _Judge(received, systems, now, life, addresses).judgement()


class _Judge(MessageJudge):
    def judgement(self) -> MessageJudgement:
        """Ask one rule after another."""
        if self.received.kind != "SAMLRequest" or self.root.tag != f"{SAMLP}AuthnRequest":
            self.find("message.kind", f"There is {shown(self.root.tag.rpartition('}')[2])} in {self.received.kind}.")
            return MessageJudgement(tuple(self.findings))
        if self.received.deflated_form:
            self.find("message.deflated", "node-saml: skipRequestCompression: true.")
        system = self.who()
        signs = bool(system is not None and system.saml is not None and system.saml.signs_requests)
        self.prove(system, needed=signs)
        number = self.held("id.malformed", lambda: message_id(self.root), "")
        self.envelope()
        consumer = self._consumer(system)
        force = self.held("boolean.malformed", lambda: said_boolean(self.root, "ForceAuthn"), False)
        passive = self.held("boolean.malformed", lambda: said_boolean(self.root, "IsPassive"), False)
        self._encryption(system)
        if self.root.find(f"{SAML}Subject") is not None:
            self.find("subject.unsupported", "Subject: the person cannot be named by it; PrincipalSelection can.")
        attributes = self._attributes(system)
        wanted = self._with_principals(attributes)
        _choice(wanted, self.find)
        loa = self._levels()
        name_id = self._name_id(system)
        audiences = self._audiences(system)
        reply: dict[str, object] = {}
        if consumer is not None:
            reply = {"id": number, "acs": consumer.location, "relay_state": self.received.relay_state}
        judged = MessageJudgement(tuple(self.findings), system, number, reply)
        if judged.refusal is not None or system is None:
            return judged
        asked = {"name_id": name_id, "attributes": [each.name for each in attributes], "audiences": audiences}
        request = WebRequest(
            face="saml",
            system=system.key,
            wanted=wanted,
            loa=loa,
            force=force,
            passive=passive,
            reply={**reply, **asked},
        )
        return replace(judged, request=request)

    # -- where the answer goes -------------------------------------------------------------------------------------
    def _consumer(self, system: System | None) -> Endpoint | None:
        """Return where the answer goes: an address of the metadata, by HTTP-POST."""
        root, said = self.root, "AssertionConsumerServiceIndex"
        url, binding = root.get("AssertionConsumerServiceURL"), root.get("ProtocolBinding", POST)
        index = self.held("acs.malformed", lambda: said_index(root, said), None)
        if index is None and said in root.attrib:
            return None
        if index is not None and (url is not None or "ProtocolBinding" in root.attrib):
            self.find("acs.malformed", f"{said} stands alone.")
            return None
        if binding != POST:
            self.find("acs.binding", f"It is '{shown(binding)}'.")
        elif system is not None and system.saml is not None:
            return self._learned(url) if system.learned else self._registered(system.saml, url, index)
        return None

    def _learned(self, url: str | None) -> Endpoint | None:
        """Return the address of a system without metadata: one of this machine, which it has to say."""
        if url is not None and is_here(url) and "#" not in url:
            return Endpoint(POST, url)
        self.find("acs.unregistered", "AssertionConsumerServiceURL has to be on this machine: there are no metadata.")
        return None

    def _registered(self, provider: SamlProvider, url: str | None, index: int | None) -> Endpoint | None:
        mine, named = [each for each in provider.acs if each.binding == POST], ""
        if index is not None:
            mine = [each for each in mine if each.index == index]
            named = "Index"
        elif url is not None:
            mine = [each for each in mine if each.location == url]
            named = "URL"
        if mine:
            return next((each for each in mine if each.default), mine[0])
        other = any(each.location == url or each.index == index for each in provider.acs)
        why = " It is there for another binding." if other else ""
        self.find("acs.unregistered", f"AssertionConsumerService{named} is no HTTP-POST address of the metadata.{why}")
        return None

    def _encryption(self, system: System | None) -> None:
        provider = system.saml if system else None
        if provider is None or not provider.encrypt:
            return
        if not any(isinstance(each.public_key(), rsa.RSAPublicKey) for each in provider.encryption):
            self.find("encryption.key")

    # -- attributes ------------------------------------------------------------------------------------------------
    def _attributes(self, system: System | None) -> tuple[WantedClaim, ...]:
        """Return the claims that the system may have of those that it asks for."""
        index = self.held("service.malformed", lambda: said_index(self.root, "AttributeConsumingServiceIndex"), None)
        if system is None or system.saml is None:
            return ()
        service = _LEARNED if system.learned else self._service(system.saml, index)
        return _wanted(system, service, self.find) if service is not None else ()

    def _service(self, provider: SamlProvider, index: int | None) -> AttributeService | None:
        """Return which attributes are asked for: by the index, else the default's, else those of the lowest index."""
        services = provider.attribute_services
        if index is not None:
            asked = next((each for each in services if each.index == index), None)
            if asked is None:
                self.find("service.unknown", f"AttributeConsumingServiceIndex: the metadata have no service {index}.")
            return asked
        default = next((each for each in services if each.default), None)
        chosen = default or min(services, key=lambda each: each.index, default=None)
        if chosen is None:
            self.find("attributes.none")
        return chosen

    def _with_principals(self, wanted: Iterable[WantedClaim]) -> tuple[WantedClaim, ...]:
        """Bind claims to the values that the request says beforehand: all of them have to be the person's."""
        bound: dict[str, str] = {}
        for each in self.root.iterfind(f"{SAMLP}Extensions/{PSC}PrincipalSelection/{PSC}MatchValue"):
            name, value = each.get("Name", ""), said_text(each)
            row, _ = of_attribute(name)
            if row is None or row.uri not in PRINCIPAL_NAMES:
                self.find("principal.unknown", f"'{shown(name)}' is one.")
            elif not value:
                self.find("principal.empty", f"That of '{shown(name)}' is empty.")
            elif bound.setdefault(row.name, value) != value:
                self.find("principal.contradiction", f"Two values of '{shown(name)}' cannot both match.")
        found_claims = {each.name: each for each in wanted}
        for claim, value in bound.items():
            found_claims[claim] = WantedClaim(claim, essential=True, values=(value,))
        return tuple(found_claims.values())

    # -- how the person shall prove who they are, and what they are called -----------------------------------------
    def _levels(self) -> tuple[str, ...]:
        """Return the levels of assurance of which one has to be met exactly; none: any."""
        context = self.root.find(f"{SAMLP}RequestedAuthnContext")
        if context is None:
            return ()
        if context.get("Comparison", "exact") != "exact":
            self.find(
                "loa.comparison",
                "RequestedAuthnContext/@Comparison: only exact is done; name each level that will do.",
            )
            return ()
        said = tuple(said_text(each) for each in context.iterfind(f"{SAML}AuthnContextClassRef"))
        if not any(each in _REACHED for each in said):
            usual = any("PasswordProtectedTransport" in each for each in said)
            why = f" (node-saml asks for a password unless told authnContext: ['{_REACHED[-1]}'])" if usual else ""
            self.find("loa.unreachable", f"RequestedAuthnContext: {' or '.join(_REACHED)} has to be named{why}.")
            return ()
        for each in said:
            if each not in LOA_OF:
                self.find("loa.unknown", f"There is no level '{shown(each)}'.")
        return tuple(each for each in said if each in LOA_OF)

    def _name_id(self, system: System | None) -> str:
        policy = self.root.find(f"{SAMLP}NameIDPolicy")
        said = policy.get("Format", UNSPECIFIED) if policy is not None else UNSPECIFIED
        if said not in {TRANSIENT, PERSISTENT, UNSPECIFIED}:
            why = " (node-saml: identifierFormat: null)" if said.endswith(":emailAddress") else ""
            self.find("name_id.format", f"NameIDPolicy/@Format: transient, persistent or none is to be asked for{why}.")
        key = system.key if system else ""
        if key and policy is not None and policy.get("SPNameQualifier", key) != key:
            self.find("name_id.qualifier", "NameIDPolicy/@SPNameQualifier: names of other systems are not given.")
        if said == UNSPECIFIED:
            return PERSISTENT if system is not None and system.subject == "pairwise" else TRANSIENT
        return said

    def _audiences(self, system: System | None) -> list[str]:
        """Return the further audiences that the request names and the system is registered with."""
        found_ones = self.root.iterfind(f"{SAML}Conditions/{SAML}AudienceRestriction/{SAML}Audience")
        said = list(dict.fromkeys(said_text(each) for each in found_ones))
        registered = system.saml.audiences if system is not None and system.saml is not None else ()
        for each in said:
            if each not in registered and system is not None:
                self.find("audience.unregistered", f"'{shown(each)}' is one.")
        return [each for each in said if each in registered]


def judge_service(system: System, service: AttributeService) -> tuple[MessageFinding, ...]:
    """Return what every request of a system runs into that asks for the attributes of a service."""
    findings: list[MessageFinding] = []

    def find(code: str, detail: str) -> None:
        findings.append(found(code, detail))

    _choice(_wanted(system, service, find), find)
    return tuple(findings)


def _wanted(system: System, service: AttributeService, find: Callable[[str, str], None]) -> tuple[WantedClaim, ...]:
    """Return the claims that the system may have of the attributes that a service asks for."""
    wanted: dict[str, WantedClaim] = {}
    for name, required in service.wanted:
        row, to_the_letter = of_attribute(name)
        if row is not None and not to_the_letter:
            find("attribute.case", f"'{shown(name)}' is taken for {row.uri}.")
        if row is not None and (not system.claims or row.name in system.claims):
            before = wanted.get(row.name)
            wanted[row.name] = WantedClaim(row.name, essential=required or (before is not None and before.essential))
            continue
        why = f"'{shown(name)}' is not {'known' if row is None else 'allowed to this system'}."
        left_out = "attribute.unknown" if row is None else "attribute.not_allowed"
        find("attribute.required" if required else left_out, why)
    return tuple(wanted.values())


def _choice(wanted: tuple[WantedClaim, ...], find: Callable[[str, str], None]) -> None:
    try:
        level_for(wanted)
    except LoginFailure as failure:
        find("attributes.illegal", sentence(failure.detail))
