"""The answer to an AuthnRequest, signed: Response and Assertion (saml-profiles-2.0-os, section 4.1.4)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric import rsa

from cosmic_login.idp.saml.names import BEARER, URI_FORMAT
from cosmic_login.idp.saml.statuses import SamlStatus
from cosmic_login.idp.saml.writing import Node, SigningIdentity, encrypted, node, signed


@dataclass(frozen=True)
class NameId:
    """What a system knows a person by. A log-out repeats it to the letter, qualifiers too."""

    value: str
    format: str
    qualifier: str = ""
    system: str = ""

    def written(self) -> Node:
        """Return it as an element."""
        return node(
            "saml2:NameID", self.value, Format=self.format, NameQualifier=self.qualifier, SPNameQualifier=self.system
        )


@dataclass(frozen=True)
class Reply:
    """Where an answer goes: ``number`` names the request, ``id`` the answer itself."""

    id: str
    number: str
    address: str
    issuer: str
    at: datetime


@dataclass(frozen=True)
class Statement:
    """What an assertion says. ``attributes`` are names with their values."""

    id: str
    name_id: NameId
    audiences: Sequence[str]
    until: datetime
    authenticated: datetime
    context: str
    session_index: str
    attributes: Mapping[str, Sequence[str]] = field(repr=False)


def moment(at: datetime) -> str:
    """Return a time as SAML writes it: UTC, in whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def values_of(value: object) -> list[str]:
    """Return a claim's value as the texts of an attribute: one for each of a list, JSON where it has parts."""
    if isinstance(value, (list, tuple)):
        return [text for each in value for text in values_of(each)]
    if isinstance(value, str):
        return [value]
    if value is None:
        return []
    return [json.dumps(value, ensure_ascii=False)]


def response(
    reply: Reply,
    status: SamlStatus,
    by: SigningIdentity | None,
    said: Statement | None,
    key: rsa.RSAPublicKey | None = None,
) -> Node:
    """Return the answer, signed ``by``; with ``key`` what it says is encrypted for its holder."""
    held: Node | None = None
    if said is not None:
        held = _assertion(reply, said) if by is None else signed(_assertion(reply, said), by)
        if key is not None:
            held = node("saml2:EncryptedAssertion", encrypted(held, key))
    whole = node(
        "saml2p:Response",
        node("saml2:Issuer", reply.issuer),
        status.written(),
        held,
        ID=reply.id,
        Version="2.0",
        IssueInstant=moment(reply.at),
        Destination=reply.address,
        InResponseTo=reply.number,
    )
    return whole if by is None else signed(whole, by)


def _assertion(reply: Reply, said: Statement) -> Node:
    confirmation = node(
        "saml2:SubjectConfirmation",
        node(
            "saml2:SubjectConfirmationData",
            InResponseTo=reply.number,
            NotOnOrAfter=moment(said.until),
            Recipient=reply.address,
        ),
        Method=BEARER,
    )
    audiences = [node("saml2:Audience", each) for each in said.audiences]
    context = node("saml2:AuthnContext", node("saml2:AuthnContextClassRef", said.context))
    attributes = [
        node(
            "saml2:Attribute",
            *(node("saml2:AttributeValue", each) for each in values),
            Name=name,
            NameFormat=URI_FORMAT,
        )
        for name, values in said.attributes.items()
    ]
    return node(
        "saml2:Assertion",
        node("saml2:Issuer", reply.issuer),
        node("saml2:Subject", said.name_id.written(), confirmation),
        node(
            "saml2:Conditions",
            node("saml2:AudienceRestriction", *audiences),
            NotBefore=moment(reply.at),
            NotOnOrAfter=moment(said.until),
        ),
        node(
            "saml2:AuthnStatement",
            context,
            AuthnInstant=moment(said.authenticated),
            SessionIndex=said.session_index,
        ),
        # An empty one would be against the schema, and Shibboleth refuses it.
        node("saml2:AttributeStatement", *attributes) if attributes else None,
        ID=said.id,
        Version="2.0",
        IssueInstant=moment(reply.at),
    )
