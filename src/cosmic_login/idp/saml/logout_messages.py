"""Requests to log out, and their answers, as text (saml-core-2.0-os, section 3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cosmic_login.idp.saml.answers import NameId, moment
from cosmic_login.idp.saml.statuses import SamlStatus
from cosmic_login.idp.saml.writing import Node, SigningIdentity, node, signed


@dataclass(frozen=True)
class LogoutHead:
    """What both have: an ID, who writes it, to where and when."""

    id: str
    issuer: str
    address: str
    at: datetime


def logout_request(head: LogoutHead, name_id: NameId, session_index: str, by: SigningIdentity | None) -> Node:
    """Return a request about one session, signed with ``by`` or, for an address, not yet."""
    return _message(head, "saml2p:LogoutRequest", by, "", name_id.written(), node("saml2p:SessionIndex", session_index))


def logout_response(head: LogoutHead, number: str, status: SamlStatus, by: SigningIdentity | None) -> Node:
    """Return the answer to the request ``number``."""
    return _message(head, "saml2p:LogoutResponse", by, number, status.written())


def _message(head: LogoutHead, name: str, by: SigningIdentity | None, number: str, *children: Node) -> Node:
    made = node(
        name,
        node("saml2:Issuer", head.issuer),
        *children,
        ID=head.id,
        Version="2.0",
        IssueInstant=moment(head.at),
        Destination=head.address,
        InResponseTo=number,
    )
    return signed(made, by) if by is not None else made
