"""SAML messages as they come: by HTTP-Redirect in the address, by HTTP-POST in a form (saml-bindings-2.0-os)."""

from __future__ import annotations

import base64
import binascii
import contextlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import quote_plus, unquote, unquote_plus

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from cosmic_login.idp.registry.systems import POST, REDIRECT, SamlProvider
from cosmic_login.idp.saml.names import DEFLATE, RSA_SHA256
from cosmic_login.idp.saml.signatures import signature_of, verify_document, verify_query
from cosmic_login.idp.saml.writing import Node, SigningIdentity, base64_of, text_of
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.web.request import Delivery
from cosmic_login.idp.xml import BadXml, Bounds, Element, inflate, read_xml

Kind = Literal["SAMLRequest", "SAMLResponse"]
#: What a message may hold; a form has less room than this anyway.
_BOUNDS: Final = Bounds(size=100_000, depth=30, elements=1_000)
_QUERY_WITHIN: Final = 60_000


def malformed(rule: str) -> Refusal:
    """Return the refusal of a message that cannot even be answered; ``rule`` is for the developers of its system."""
    return Refusal("system.request", rule)


@dataclass(frozen=True)
class Received:
    """A message before anything of it is believed. ``relay_state`` is None where there is none.

    ``signed`` is what a signature in the address covers, with its algorithm and value. ``deflated_form``: it came
    deflated in a form, which is for addresses only; it is taken, others refuse it.
    """

    kind: Kind
    binding: str
    document: bytes = field(repr=False)
    root: Element = field(repr=False)
    relay_state: str | None = None
    signed: tuple[bytes, str, bytes] | None = field(default=None, repr=False)
    deflated_form: bool = False

    @property
    def is_signed(self) -> bool:
        """Whether it says that it is."""
        return self.signed is not None or signature_of(self.root) is not None

    def proven(self, provider: SamlProvider, *, needed: bool) -> Element:
        """Return the root of what the system has proven to have written; unsigned messages unless ``needed``.

        Raises ``Refusal`` ``system.signature``.
        """
        within = signature_of(self.root) is not None
        if within and self.binding == REDIRECT:
            raise malformed("a message in an address has its signature beside it (saml-bindings-2.0-os, 3.4.4.1)")
        if self.signed is not None:
            verify_query(*self.signed, provider.signing)
            return self.root
        if within:
            root = verify_document(self.document, provider.signing)
            if (root.tag, root.get("ID")) != (self.root.tag, self.root.get("ID")):
                raise Refusal("system.signature", "the signature covers another element than the message")
            return root
        if needed:
            raise Refusal("system.signature", "the message is not signed, as the system's metadata say it would be")
        return self.root


def from_query(query: str) -> Received:
    """Read a message out of the query of an address, as it came. Raises ``Refusal``."""
    if len(query) > _QUERY_WITHIN or not query.isascii():
        raise malformed("the address is too long, or holds letters that have to be escaped")
    raw: dict[str, str] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name in {"SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature", "SAMLEncoding"}:
            if name in raw:
                raise malformed(f"{name} is in the address twice")
            raw[name] = value
    kind = _kind(raw)
    if unquote(raw.get("SAMLEncoding", DEFLATE)) != DEFLATE:
        raise malformed(f"SAMLEncoding has to be {DEFLATE}")
    try:
        document = inflate(_unpacked(unquote(raw[kind], errors="strict"), kind), _BOUNDS.size)
        relay_state = unquote_plus(raw["RelayState"], errors="strict") if "RelayState" in raw else None
    except (BadXml, UnicodeDecodeError) as error:
        raise malformed(f"{kind}: {error}") from error
    signed = None
    if "Signature" in raw or "SigAlg" in raw:
        covered = [name for name in (kind, "RelayState", "SigAlg") if name in raw]
        octets = "&".join(f"{name}={raw[name]}" for name in covered).encode("ascii", "surrogateescape")
        signed = (octets, unquote(raw.get("SigAlg", "")), _unpacked(unquote(raw.get("Signature", "")), "Signature"))
    return Received(kind, REDIRECT, document, _read(kind, document), relay_state, signed)


def from_form(form: Mapping[str, str]) -> Received:
    """Read a message out of a form. Raises ``Refusal``."""
    kind = _kind(form)
    document, deflated = _unpacked(form[kind], kind), False
    if document.lstrip()[:1] != b"<" and not document.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        with contextlib.suppress(BadXml):  # then it is no XML either, which is told below
            document, deflated = inflate(document, _BOUNDS.size), True
    return Received(kind, POST, document, _read(kind, document), form.get("RelayState"), deflated_form=deflated)


@dataclass(frozen=True)
class Outgoing:
    """A message of ours, and where it goes."""

    kind: Kind
    message: Node = field(repr=False)
    address: str
    binding: str
    relay_state: str | None = None


def carried(outgoing: Outgoing) -> Delivery:
    """Return how a browser carries a message in a form, as it is."""
    beside = {} if outgoing.relay_state is None else {"RelayState": outgoing.relay_state}
    document = text_of(outgoing.message).encode("utf-8")
    return Delivery(outgoing.address, {outgoing.kind: base64_of(document), **beside})


def sent(outgoing: Outgoing, by: SigningIdentity) -> Delivery:
    """Return how a browser carries a message: signed in the address, or in a form as it is."""
    if outgoing.binding == POST:
        return carried(outgoing)
    document, state = text_of(outgoing.message).encode("utf-8"), outgoing.relay_state
    beside = {"RelayState": state} if state is not None else {}
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = base64_of(packer.compress(document) + packer.flush())
    parts = {outgoing.kind: packed, **beside, "SigAlg": RSA_SHA256}
    query = "&".join(f"{name}={quote_plus(value)}" for name, value in parts.items())
    signature = by.key.sign(query.encode("ascii"), padding.PKCS1v15(), hashes.SHA256())
    query += f"&Signature={quote_plus(base64_of(signature))}"
    return Delivery(f"{outgoing.address}{'&' if '?' in outgoing.address else '?'}{query}")


def _kind(members: Mapping[str, str]) -> Kind:
    found: list[Kind] = [kind for kind in ("SAMLRequest", "SAMLResponse") if kind in members]
    if len(found) != 1:
        raise malformed("there has to be one of SAMLRequest and SAMLResponse")
    return found[0]


def _unpacked(text: str, name: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (ValueError, binascii.Error) as error:
        raise malformed(f"{name} is not base64") from error


def _read(kind: Kind, document: bytes) -> Element:
    try:
        return read_xml(document, _BOUNDS)
    except BadXml as error:
        raise malformed(f"{kind}: {error}") from error
