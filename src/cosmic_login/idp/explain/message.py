"""A SAML message, and metadata of a service provider, held to the rules of SAML."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.explain.advice import mends_of
from cosmic_login.idp.explain.grounds import Grounds
from cosmic_login.idp.explain.told import Explained, Explanation, Verdict
from cosmic_login.idp.explain.wants import asked_for
from cosmic_login.idp.registry.metadata import read_metadata
from cosmic_login.idp.registry.systems import POST, REDIRECT, System
from cosmic_login.idp.saml.judge import judge, judge_service
from cosmic_login.idp.saml.logout_judge import judge_logout
from cosmic_login.idp.saml.messages import Received, from_form, from_query
from cosmic_login.idp.saml.names import SAMLP
from cosmic_login.idp.saml.rules import MessageFinding, MessageOutcome, found
from cosmic_login.idp.saml.values import issued_at
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.web.quoting import shown

#: What is in every address of single sign-on, wherever the IdP is.
_SSO = "/saml/sso/"
_KIND, _LOGOUT = "AuthnRequest", "LogoutRequest"
_METADATA = "metadata of a service provider"


def of_address(address: str, query: str, grounds: Grounds) -> Explained:
    """Explain a message in an address (HTTP-Redirect); ``address`` is what stands before its query."""
    try:
        received = from_query(query)
    except Refusal as refusal:
        return _unread(refusal)
    leaves = _leaves(received, grounds, address)
    known = (grounds.logout_places if leaves else grounds.places).get(REDIRECT, frozenset())
    addresses = known if address in known or not address else frozenset({address})
    return _explained(received, grounds, addresses or None, leaves=leaves)


def of_form(form: Mapping[str, str], grounds: Grounds) -> Explained:
    """Explain a message by the fields of the form that it came in (HTTP-POST)."""
    try:
        received = from_form(form)
    except Refusal as refusal:
        return _unread(refusal)
    leaves = _leaves(received, grounds)
    return _explained(received, grounds, (grounds.logout_places if leaves else grounds.places).get(POST), leaves=leaves)


def of_document(document: bytes, grounds: Grounds) -> Explained:
    """Explain a message by its XML alone: how it came, and a signature in its address, cannot be seen."""
    try:
        received = from_form({"SAMLRequest": base64.b64encode(document).decode()})
    except Refusal as refusal:
        return _unread(refusal)
    leaves = _leaves(received, grounds)
    places = grounds.logout_places if leaves else grounds.places
    explained = _explained(received, grounds, frozenset().union(*places.values()) or None, leaves=leaves)
    return Explained(explained.kind, tuple(_seen(each) for each in explained.findings), explained.asked)


def of_packed(text: str, grounds: Grounds) -> Explained:
    """Explain a message by the value of SAMLRequest alone; deflated, it may have come in an address."""
    explained = of_form({"SAMLRequest": text}, grounds)
    if not any(each.rule == "message.deflated" for each in explained.findings):
        return explained
    return Explained(explained.kind, tuple(_seen(each) for each in explained.findings), explained.asked)


def of_metadata(document: bytes, grounds: Grounds) -> Explained:
    """Explain metadata: whether they can be registered, and what a system with them will run into."""
    try:
        system = read_metadata(document)
    except LoginFailure as failure:
        wrong = Explanation(
            "metadata",
            Verdict.REFUSED,
            "Metadata have to describe one service provider (saml-metadata-2.0-os).",
            failure.detail,
            mends_of("metadata"),
            answer=f"page {failure.code}",
        )
        return Explained(_METADATA, (wrong,))
    return Explained(_METADATA, tuple(_of_system(system, grounds)))


# -- one message ---------------------------------------------------------------------------------------------------
def _unread(refusal: Refusal) -> Explained:
    return Explained(_KIND, (_told(found("message.unread", f"{shown(refusal.detail)}.")),))


def _leaves(received: Received, grounds: Grounds, address: str = "") -> bool:
    """Whether it is a request to log out; one that was sent to single sign-on is none there, and refused as it is.

    ``address`` is where it was sent; without one the message says so itself.
    """
    if received.root.tag != f"{SAMLP}LogoutRequest":
        return False
    where = address or received.root.get("Destination", "")
    return _SSO not in where and where not in frozenset().union(*grounds.places.values())


def _explained(
    received: Received, grounds: Grounds, addresses: frozenset[str] | None, *, leaves: bool = False
) -> Explained:
    if leaves:
        return _of_logout(received, grounds, addresses)
    judgement = judge(received, grounds.systems, now=grounds.now, life=grounds.request_life, addresses=addresses)
    past = next((each for each in judgement.findings if each.rule.code == "time.past"), None)
    before: tuple[Explanation, ...] = ()
    if past is not None:
        # What was kept is old by now, which says nothing of the request; how it stood when it was written does.
        then = issued_at(received.root)
        judgement = judge(received, grounds.systems, now=then, life=grounds.request_life, addresses=addresses)
        before = (_told(past, warning=True),)
    name = judgement.system.name if judgement.system else ""
    asked = asked_for(judgement.request, name) if judgement.request else None
    return Explained(_KIND, (*before, *(_told(each) for each in judgement.findings)), asked)


def _of_logout(received: Received, grounds: Grounds, addresses: frozenset[str] | None) -> Explained:
    """Explain a request to log out. Whose sessions it means, only the IdP knows that they were begun at."""
    life = grounds.request_life
    judged = judge_logout(received, grounds.systems, now=grounds.now, life=life, addresses=addresses)
    past = next((each for each in judged.findings if each.rule.code == "time.past"), None)
    before: tuple[Explanation, ...] = ()
    if past is not None:
        then = issued_at(received.root)
        judged = judge_logout(received, grounds.systems, now=then, life=life, addresses=addresses)
        before = (_told(past, warning=True),)
    return Explained(_LOGOUT, (*before, *(_told(each) for each in judged.findings)))


def _told(finding: MessageFinding, *, warning: bool = False) -> Explanation:
    rule = finding.rule
    noted = warning or rule.outcome is MessageOutcome.NOTE
    answer = ""
    if rule.outcome is MessageOutcome.PAGE:
        answer = f"page {rule.failure}"
    elif rule.outcome is MessageOutcome.ANSWER:
        status = finding.status
        answer = f"status {status.top.rpartition(':')[2]}/{status.second.rpartition(':')[2]}"
    return Explanation(
        rule.code,
        Verdict.WARNING if noted else Verdict.REFUSED,
        rule.text,
        finding.detail,
        mends_of(rule.code),
        rule.gap,
        "" if noted else answer,
    )


def _seen(told: Explanation) -> Explanation:
    """Turn a signature that is missing into a remark: in an address it stands beside the message."""
    if told.rule not in {"signature.missing", "logout.unsigned"}:
        return told
    text = "The signature is not in the message. In an address it stands beside it: paste the whole address."
    return Explanation("signature.unseen", Verdict.WARNING, text, mends=mends_of("signature.unseen"))


# -- metadata ------------------------------------------------------------------------------------------------------
def _of_system(system: System, grounds: Grounds) -> Iterator[Explanation]:
    provider = system.saml
    assert provider is not None  # noqa: S101 - told to the type checker: metadata describe a service provider
    if provider.valid_until is not None and grounds.now >= provider.valid_until:
        yield _told(found("metadata.over", f"That was {provider.valid_until.isoformat()}."))
    others = sorted({each.binding.rpartition(":")[2] for each in provider.acs if each.binding != POST})
    if others:
        yield _noted("metadata.bindings", "Answers go by HTTP-POST alone.", f"{', '.join(others)} is not used.")
    yield from _of_attributes(system)
    if provider.logout and not any(each.binding == REDIRECT for each in provider.logout):
        yield _noted("metadata.logout", "There is no SingleLogoutService with HTTP-Redirect.", gap=True)
    if not provider.signing:
        yield _noted("metadata.no_key", "There is no key: anybody may ask in the system's name.", gap=True)


def _of_attributes(system: System) -> Iterator[Explanation]:
    provider = system.saml
    if provider is None or not provider.attribute_services:
        yield _told(found("attributes.none"))
        return
    for each in provider.attribute_services:
        for finding in judge_service(system, each):
            yield _told(MessageFinding(finding.rule, f"AttributeConsumingService {each.index}: {finding.detail}"))


def _noted(rule: str, text: str, detail: str = "", *, gap: bool = False) -> Explanation:
    return Explanation(rule, Verdict.WARNING, text, detail, mends_of(rule), gap)
