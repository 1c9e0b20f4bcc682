"""An AuthnRequest (saml-core-2.0-os, section 3.4), rule by rule, to what every protocol asks for.

What comes before the address for answers is proven is a ``Refusal``: an error page tells the person, the log the
developers. What comes after is ``Answerable``: the system is told in an answer of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from cosmic_login.idp.claims.catalogue import CLAIMS
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.registry.addresses import is_here
from cosmic_login.idp.registry.systems import POST, AttributeService, Endpoint, SamlProvider, System, Systems
from cosmic_login.idp.saml.messages import Received, malformed
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
from cosmic_login.idp.saml.statuses import denied, invalid_name_id_policy, no_context, unsupported
from cosmic_login.idp.saml.values import (
    check_envelope,
    issuer_of,
    message_id,
    said_boolean,
    said_index,
    said_text,
)
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.web.request import WebRequest
from cosmic_login.idp.xml import Element

_log = logging.getLogger("cosmic_login.idp.saml")

#: What a system without metadata is told: who the person is, for which nobody has to choose anything.
_LEARNED: Final = AttributeService(
    1,
    default=True,
    name="",
    wanted=tuple((CLAIMS[each].uri, False) for each in ("personalIdentityNumber", "given_name", "family_name")),
)
#: Levels that a login here can have (LOA 2 and 3), by their URIs.
_REACHED: Final = tuple(uri for uri, level in LOA_OF.items() if level >= 2)


@dataclass(frozen=True)
class AskedLogin:
    """A request whose sender and address for answers are proven. ``reply`` is what an answer needs (``WebRequest``)."""

    system: System
    provider: SamlProvider
    root: Element = field(repr=False)
    reply: Mapping[str, object] = field(repr=False)

    @property
    def refusable(self) -> WebRequest:
        """As much of a request as an answer needs that nothing comes of it."""
        return WebRequest(face="saml", system=self.system.key, reply=self.reply)


class AuthnRequests:
    """Reads them. ``places`` are what the addresses of single sign-on are called, for each binding."""

    def __init__(self, services: IdpServices, systems: Systems, places: Mapping[str, frozenset[str]]) -> None:
        self._services, self._systems, self._places = services, systems, places

    def asked(self, received: Received) -> AskedLogin:
        """Return a request whose answer may be sent. Raises ``Refusal``; a request is taken once."""
        if received.kind != "SAMLRequest" or received.root.tag != f"{SAMLP}AuthnRequest":
            raise malformed("SAMLRequest has to hold an AuthnRequest")
        system, provider = self.sender(issuer_of(received.root))
        root = received.root if system.learned else received.proven(provider, needed=provider.signs_requests)
        if issuer_of(root) != system.key:
            raise Refusal("system.signature", "the signature covers another Issuer")
        settings, now = self._services.settings, self._services.clock.now()
        number = message_id(root)
        check_envelope(
            root,
            self._places[received.binding],
            now,
            settings.saml_request_life,
            is_signed=received.is_signed,
        )
        consumer = _learned_consumer(root) if system.learned else _consumer(root, provider)
        with self._services.store.transaction() as work:
            # As long as a request could still be in time, by whichever clock.
            if not work.take_saml_request(system.key, number, now.timestamp() + 2 * settings.saml_request_life + 600):
                raise Refusal("system.replayed", "this ID came before")
        reply = {"id": number, "acs": consumer.location, "relay_state": received.relay_state}
        return AskedLogin(system, provider, root, reply)

    def sender(self, key: str) -> tuple[System, SamlProvider]:
        """Return the system that a message says it is from. Raises ``Refusal``."""
        system = self._systems.find("saml", key)
        if system is None or system.saml is None:
            raise Refusal("system.unknown", f"no metadata of the Issuer {key[:200]!r} are registered")
        until = system.saml.valid_until
        if until is not None and self._services.clock.now() >= until:
            raise Refusal("system.metadata", f"the metadata of {key[:200]!r} ran out (validUntil)")
        return system, system.saml

    def request_of(self, asked: AskedLogin) -> WebRequest:
        """Return what is asked for. Raises ``Answerable``, and ``Refusal`` for what is no SAML."""
        root, system, provider = asked.root, asked.system, asked.provider
        if provider.encrypt and not any(
            isinstance(each.public_key(), rsa.RSAPublicKey) for each in provider.encryption
        ):
            raise denied("system.metadata", "answers are to be encrypted, and the metadata have no RSA key for it")
        if root.find(f"{SAML}Subject") is not None:
            raise unsupported("Subject: the person cannot be named by it; PrincipalSelection can")
        attributes = _Attributes(system, _LEARNED if system.learned else _service(root, provider))
        wanted = _with_principals(attributes.wanted, root)
        force, passive = said_boolean(root, "ForceAuthn"), said_boolean(root, "IsPassive")
        return WebRequest(
            face="saml",
            system=system.key,
            wanted=wanted,
            loa=_levels(root),
            force=force,
            passive=passive,
            reply={
                **asked.reply,
                "name_id": _name_id_format(root, system),
                "attributes": [each.name for each in attributes.wanted],
                "audiences": _audiences(root, provider),
            },
        )


def request_checks(root: Element, system: System, provider: SamlProvider) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield every rule about a request's content with what checks it, each by itself, for who wants to know them all.

    A check raises ``Refusal`` or ``Answerable`` as the request itself would be refused.
    """

    def attributes() -> object:
        return _Attributes(system, _service(root, provider)).wanted

    def subject() -> None:
        if root.find(f"{SAML}Subject") is not None:
            raise unsupported("Subject: the person cannot be named by it; PrincipalSelection can")

    yield "id", lambda: message_id(root)
    yield "acs", lambda: _consumer(root, provider)
    yield "service", lambda: _service(root, provider)
    yield "attributes", attributes
    yield "principal", lambda: _with_principals((), root)
    yield "loa", lambda: _levels(root)
    yield "name_id", lambda: _name_id_format(root, system)
    yield "subject", subject
    yield "passive", lambda: (said_boolean(root, "ForceAuthn"), said_boolean(root, "IsPassive"))


def _learned_consumer(root: Element) -> Endpoint:
    """Return where the answer goes to a system without metadata: an address of this machine, which it has to say."""
    url = root.get("AssertionConsumerServiceURL", "")
    if root.get("ProtocolBinding", POST) != POST:
        raise Refusal("system.address", f"ProtocolBinding has to be {POST}")
    if not is_here(url) or "#" in url:
        raise Refusal("system.address", "AssertionConsumerServiceURL has to be on this machine: there are no metadata")
    return Endpoint(POST, url)


def _consumer(root: Element, provider: SamlProvider) -> Endpoint:
    """Return where the answer goes: an address of the metadata, by HTTP-POST."""
    url, index = root.get("AssertionConsumerServiceURL"), said_index(root, "AssertionConsumerServiceIndex")
    binding = root.get("ProtocolBinding", POST)
    if index is not None and (url is not None or "ProtocolBinding" in root.attrib):
        raise malformed("AssertionConsumerServiceIndex stands alone (saml-core-2.0-os, 3.4.1)")
    if binding != POST:
        raise Refusal("system.address", f"ProtocolBinding has to be {POST}")
    mine = [each for each in provider.acs if each.binding == POST]
    if index is not None:
        found = next((each for each in mine if each.index == index), None)
        if found is None:
            raise Refusal("system.address", "AssertionConsumerServiceIndex is of no HTTP-POST address of the metadata")
        return found
    if url is not None:
        found = next((each for each in mine if each.location == url), None)
        if found is None:
            raise Refusal("system.address", "AssertionConsumerServiceURL is no HTTP-POST address of the metadata")
        return found
    return next((each for each in mine if each.default), mine[0])


def _service(root: Element, provider: SamlProvider) -> AttributeService | None:
    """Return which attributes are asked for: by the index, else the default's, else those of the lowest index."""
    index, services = said_index(root, "AttributeConsumingServiceIndex"), provider.attribute_services
    if index is not None:
        found = next((each for each in services if each.index == index), None)
        if found is None:
            raise unsupported(f"AttributeConsumingServiceIndex: the metadata have no service {index}")
        return found
    default = next((each for each in services if each.default), None)
    return default or min(services, key=lambda each: each.index, default=None)


class _Attributes:
    """The attributes of a service as claims."""

    def __init__(self, system: System, service: AttributeService | None) -> None:
        self._system, self._service = system, service

    @cached_property
    def wanted(self) -> tuple[WantedClaim, ...]:
        """The claims that the system may have of those that it asks for. Raises ``Answerable``."""
        found: dict[str, WantedClaim] = {}
        for name, required in self._service.wanted if self._service else ():
            claim = _claim(name)
            if claim is None or (self._system.claims and claim not in self._system.claims):
                why = "is not known" if claim is None else "is not allowed to this system"
                if required:
                    raise denied("claims.missing", f"the required attribute {name[:200]} {why}")
                _log.warning("attribute %.200s of %.200s %s; it is left out", name, self._system.key, why)
                continue
            before = found.get(claim)
            found[claim] = WantedClaim(claim, essential=required or (before is not None and before.essential))
        return tuple(found.values())


def _claim(name: str) -> str | None:
    """Return the claim that an attribute is; its name without regard to case, because documents differ in it."""
    found = next((row for row in CLAIMS.values() if row.uri.casefold() == name.casefold()), None)
    if found is not None and found.uri != name:
        _log.warning("attribute %.200s is taken for %s, which is how it is written", name, found.uri)
    return found.name if found else None


def _with_principals(wanted: Sequence[WantedClaim], root: Element) -> tuple[WantedClaim, ...]:
    """Bind claims to the values that the request says beforehand: all of them have to be the person's."""
    bound: dict[str, str] = {}
    for each in root.iterfind(f"{SAMLP}Extensions/{PSC}PrincipalSelection/{PSC}MatchValue"):
        name, value = each.get("Name", ""), said_text(each)
        claim = _claim(name)
        if claim is None or CLAIMS[claim].uri not in PRINCIPAL_NAMES:
            _log.warning("PrincipalSelection: MatchValue %.200s is none of those of our metadata; it is left out", name)
            continue
        if not value:
            raise malformed("PrincipalSelection: a MatchValue is empty")
        if bound.setdefault(claim, value) != value:
            raise denied("claims.no_match", "PrincipalSelection: two values of one attribute cannot both match")
    found = {each.name: each for each in wanted}
    for claim, value in bound.items():
        found[claim] = WantedClaim(claim, essential=True, values=(value,))
    return tuple(found.values())


def _levels(root: Element) -> tuple[str, ...]:
    """Return the levels of assurance of which one has to be met exactly; none: any."""
    context = root.find(f"{SAMLP}RequestedAuthnContext")
    if context is None:
        return ()
    comparison = context.get("Comparison", "exact")
    if comparison != "exact":
        raise no_context("RequestedAuthnContext/@Comparison: only exact is done; name each level that will do")
    said = tuple(said_text(each) for each in context.iterfind(f"{SAML}AuthnContextClassRef"))
    if not any(each in _REACHED for each in said):
        if any("PasswordProtectedTransport" in each for each in said):
            _log.warning("PasswordProtectedTransport was asked for (node-saml: authnContext: [%r])", _REACHED[-1])
        raise no_context(f"RequestedAuthnContext: one of {' and '.join(_REACHED)} has to be named")
    return tuple(each for each in said if each in LOA_OF)


def _name_id_format(root: Element, system: System) -> str:
    policy = root.find(f"{SAMLP}NameIDPolicy")
    said = policy.get("Format", UNSPECIFIED) if policy is not None else UNSPECIFIED
    if said not in {TRANSIENT, PERSISTENT, UNSPECIFIED}:
        _log.warning("NameIDPolicy/@Format %.200s was asked for (node-saml: identifierFormat: null)", said)
        raise invalid_name_id_policy("NameIDPolicy/@Format: transient, persistent or none has to be asked for")
    if policy is not None and policy.get("SPNameQualifier", system.key) != system.key:
        raise invalid_name_id_policy("NameIDPolicy/@SPNameQualifier: names of other systems are not given")
    if said == UNSPECIFIED:
        return PERSISTENT if system.subject == "pairwise" else TRANSIENT
    return said


def _audiences(root: Element, provider: SamlProvider) -> list[str]:
    """Return the further audiences that the request names and the system is registered with."""
    found = root.iterfind(f"{SAML}Conditions/{SAML}AudienceRestriction/{SAML}Audience")
    said = list(dict.fromkeys(said_text(each) for each in found))
    for each in said:
        if each not in provider.audiences:
            _log.warning("audience %.200s is not registered; it is left out", each)
    return [each for each in said if each in provider.audiences]
