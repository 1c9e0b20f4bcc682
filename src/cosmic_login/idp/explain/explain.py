"""From what a developer has at hand (an address, a form's body, XML) to what becomes of it, rule by rule."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.explain.advice import ADVICE
from cosmic_login.idp.oidc.judge import judge
from cosmic_login.idp.oidc.parameters import NotForm, Parameters
from cosmic_login.idp.oidc.rules import RuleOutcome
from cosmic_login.idp.registry.metadata import read_metadata
from cosmic_login.idp.registry.systems import POST, REDIRECT, System, Systems
from cosmic_login.idp.saml.messages import Received, from_form, from_query
from cosmic_login.idp.saml.names import SAMLP
from cosmic_login.idp.saml.requests import request_checks
from cosmic_login.idp.saml.statuses import Answerable
from cosmic_login.idp.saml.values import issuer_of
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.xml import BadXml, Bounds, read_xml

_BOUNDS: Final = Bounds(size=1_000_000, elements=20_000)
_METADATA: Final = ("EntityDescriptor", "EntitiesDescriptor")


class Verdict(StrEnum):
    """What a finding means for the request."""

    REFUSED = "refused"
    WARNING = "warning"


@dataclass(frozen=True)
class Explanation:
    """One rule that a request runs into. ``mends`` are settings of client libraries.

    ``gap``: Inera publishes nothing about it, and this is what ours does.
    """

    rule: str
    verdict: Verdict
    text: str
    mends: tuple[str, ...] = ()
    gap: bool = False


@dataclass(frozen=True)
class Explained:
    """What was asked about (``kind``), and what becomes of it. Nothing found: it goes on."""

    kind: str
    findings: tuple[Explanation, ...] = field(default_factory=tuple)

    @property
    def refused(self) -> bool:
        """Whether the request would be refused."""
        return any(each.verdict is Verdict.REFUSED for each in self.findings)


def explain(text: str, systems: Systems) -> Explained:
    """Explain an authorization request, an AuthnRequest or metadata; ``systems`` are those that are registered.

    Raises ``LoginFailure`` ``explain.unknown`` for what is none of these.
    """
    text = text.strip()
    if text.startswith("<"):
        return _xml(text.encode(), systems)
    query = urlsplit(text).query if "://" in text.partition("?")[0] else text.lstrip("?")
    names = {part.partition("=")[0] for part in query.split("&")}
    if "SAMLRequest" in names:
        return _message(query, systems, from_address=text != query)
    if names & {"client_id", "response_type", "redirect_uri", "scope", "request_uri"}:
        return _authorization(query, systems)
    document = _base64(text)
    if document is not None:
        return _form({"SAMLRequest": text}, systems)
    raise LoginFailure("explain.unknown", "no authorization request, AuthnRequest or metadata")


def _finding(rule: str, verdict: Verdict, text: str, *, gap: bool = False) -> Explanation:
    return Explanation(rule, verdict, text, ADVICE.get(rule, ()), gap)


# -- OpenID Connect ------------------------------------------------------------------------------------------------
def _authorization(query: str, systems: Systems) -> Explained:
    kind = "authorization request"
    try:
        parameters = Parameters.read(query.encode("ascii", "strict"))
    except (NotForm, UnicodeEncodeError):
        return Explained(kind, (_finding("request.malformed", Verdict.REFUSED, "It is not form-encoded UTF-8."),))
    judged = judge(parameters, systems)
    return Explained(
        kind,
        tuple(
            _finding(
                each.rule.code,
                Verdict.WARNING if each.rule.outcome is RuleOutcome.NOTE else Verdict.REFUSED,
                each.description,
                gap=each.rule.gap,
            )
            for each in judged.findings
        ),
    )


# -- SAML ----------------------------------------------------------------------------------------------------------
def _base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True) if len(text) >= 16 else None
    except (binascii.Error, ValueError):
        return None


def _xml(document: bytes, systems: Systems) -> Explained:
    try:
        root = read_xml(document, _BOUNDS)
    except BadXml as error:
        return Explained("XML", (_finding("xml", Verdict.REFUSED, str(error)),))
    if root.tag.rpartition("}")[2] in _METADATA:
        return _metadata(document)
    return _form({"SAMLRequest": base64.b64encode(document).decode()}, systems)


def _metadata(document: bytes) -> Explained:
    kind = "metadata of a service provider"
    try:
        system = read_metadata(document)
    except LoginFailure as failure:
        return Explained(kind, (_finding("metadata", Verdict.REFUSED, failure.detail),))
    return Explained(kind, tuple(_of_metadata(system)))


def _of_metadata(system: System) -> Iterator[Explanation]:
    provider = system.saml
    assert provider is not None  # noqa: S101 - told to the type checker: metadata describe a service provider
    others = sorted({each.binding.rpartition(":")[2] for each in provider.acs if each.binding != POST})
    if others:
        yield _finding("acs", Verdict.WARNING, f"Answers go by HTTP-POST; {', '.join(others)} is not used.")
    if not provider.attribute_services:
        yield _finding("metadata.no_attributes", Verdict.WARNING, "There is no AttributeConsumingService.")
    if provider.logout and not any(each.binding == REDIRECT for each in provider.logout):
        yield _finding(
            "metadata.logout", Verdict.WARNING, "There is no SingleLogoutService with HTTP-Redirect.", gap=True
        )
    if not provider.signing:
        yield _finding("signature", Verdict.WARNING, "There is no key: a log-out cannot be asked for.", gap=True)


def _message(query: str, systems: Systems, *, from_address: bool) -> Explained:
    try:
        if from_address:
            return _request(from_query(query), systems)
        return _form(dict(Parameters.read(query.encode("ascii")).values), systems)
    except (Refusal, NotForm, UnicodeEncodeError) as refusal:
        return Explained("AuthnRequest", (_finding("request.malformed", Verdict.REFUSED, str(_detail(refusal))),))


def _form(form: dict[str, str], systems: Systems) -> Explained:
    try:
        received = from_form(form)
    except Refusal as refusal:
        return Explained("AuthnRequest", (_finding("request.malformed", Verdict.REFUSED, refusal.detail),))
    deflated = _base64(form["SAMLRequest"])
    explained = _request(received, systems)
    if deflated is not None and deflated != received.document:
        told = _finding(
            "deflated", Verdict.WARNING, "It is deflated, which is for addresses: Inera's may refuse it.", gap=True
        )
        return Explained(explained.kind, (told, *explained.findings))
    return explained


def _request(received: Received, systems: Systems) -> Explained:
    kind = "AuthnRequest"
    if received.root.tag != f"{SAMLP}AuthnRequest":
        name = received.root.tag.rpartition("}")[2]
        return Explained(kind, (_finding("request.malformed", Verdict.REFUSED, f"It is a {name[:40]}."),))
    try:
        key = issuer_of(received.root)
    except Refusal as refusal:
        return Explained(kind, (_finding("request.malformed", Verdict.REFUSED, refusal.detail),))
    system = systems.find("saml", key)
    if system is None or system.saml is None:
        return Explained(kind, (_finding("unknown", Verdict.REFUSED, "No metadata of its Issuer are registered."),))
    findings: list[Explanation] = []
    try:
        root = received.proven(system.saml, needed=system.saml.signs_requests)
    except Refusal as refusal:
        root = received.root
        findings.append(_finding("signature", Verdict.REFUSED, refusal.detail))
    for rule, check in request_checks(root, system, system.saml):
        try:
            check()
        except (Refusal, Answerable) as refusal:
            findings.append(_finding(rule, Verdict.REFUSED, _detail(refusal)))
    return Explained(kind, tuple(findings))


def _detail(refusal: Exception) -> str:
    return str(getattr(refusal, "detail", "") or refusal)
