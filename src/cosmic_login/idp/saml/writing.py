"""XML that is written here: text that already is its own exclusive canonical form, signed and encrypted.

An element is a tuple of its name with a prefix, its attributes and its children. ``text_of`` writes it as Exclusive XML
Canonicalization 1.0 would, so that what is signed is the text itself. Signatures: RSA with SHA-256. Encryption:
AES-256-GCM with a key of its own, under RSA-OAEP with MGF1 (XML Encryption 1.1).
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.idp.saml.names import (
    AES256_GCM,
    ENCRYPTED_ELEMENT,
    ENVELOPED,
    EXCLUSIVE,
    NAMESPACES,
    RSA_OAEP,
    RSA_SHA256,
    SHA256,
)


class Node(NamedTuple):
    """An element: ``name`` and the names of attributes have the prefixes of ``names.NAMESPACES``."""

    name: str
    attributes: Mapping[str, str]
    children: tuple[Node | str, ...]


@dataclass(frozen=True)
class SigningIdentity:
    """A key that signs, and the certificate that others know it by."""

    key: rsa.RSAPrivateKey = field(repr=False)
    certificate: x509.Certificate

    @property
    def certificate_text(self) -> str:
        """The certificate as X509Certificate holds it."""
        return base64_of(self.certificate.public_bytes(Encoding.DER))


def node(name: str, *children: Node | str | None, **attributes: str) -> Node:
    """Return an element; children that are None are left out, as are attributes that are empty."""
    kept = {key: value for key, value in attributes.items() if value}
    return Node(name, kept, tuple(each for each in children if each is not None))


def base64_of(data: bytes) -> str:
    """Return base64 in one line."""
    return base64.b64encode(data).decode("ascii")


def text_of(element: Node) -> str:
    """Return an element in exclusive canonical form, as if nothing were around it."""
    return "".join(_written(element, {}))


def signed(element: Node, identity: SigningIdentity, place: int = 1) -> Node:
    """Return an element that has ``ID`` with its signature at a place among its children: by default after Issuer."""
    digest = hashlib.sha256(text_of(element).encode("utf-8")).digest()
    signed_info = node(
        "ds:SignedInfo",
        node("ds:CanonicalizationMethod", Algorithm=EXCLUSIVE),
        node("ds:SignatureMethod", Algorithm=RSA_SHA256),
        node(
            "ds:Reference",
            node("ds:Transforms", node("ds:Transform", Algorithm=ENVELOPED), node("ds:Transform", Algorithm=EXCLUSIVE)),
            node("ds:DigestMethod", Algorithm=SHA256),
            node("ds:DigestValue", base64_of(digest)),
            URI="#" + element.attributes["ID"],
        ),
    )
    value = identity.key.sign(text_of(signed_info).encode("utf-8"), padding.PKCS1v15(), hashes.SHA256())
    signature = node(
        "ds:Signature", signed_info, node("ds:SignatureValue", base64_of(value)), key_info(identity.certificate_text)
    )
    children = element.children
    return element._replace(children=(*children[:place], signature, *children[place:]))


def key_info(certificate: str) -> Node:
    """Return how a certificate stands in signatures and metadata."""
    return node("ds:KeyInfo", node("ds:X509Data", node("ds:X509Certificate", certificate)))


def encrypted(element: Node, key: rsa.RSAPublicKey) -> Node:
    """Return an element as EncryptedData that only the holder of a key reads."""
    secret, nonce = AESGCM.generate_key(bit_length=256), os.urandom(12)
    sealed = nonce + AESGCM(secret).encrypt(nonce, text_of(element).encode("utf-8"), None)
    # What XML Encryption calls rsa-oaep-mgf1p has SHA-1 in the mask, whatever digest is named beside it.
    wrapping = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)  # noqa: S303
    return node(
        "xenc:EncryptedData",
        node("xenc:EncryptionMethod", Algorithm=AES256_GCM),
        node(
            "ds:KeyInfo",
            node(
                "xenc:EncryptedKey",
                node(
                    "xenc:EncryptionMethod",
                    node("ds:DigestMethod", Algorithm=NAMESPACES["ds"] + "sha1"),
                    Algorithm=RSA_OAEP,
                ),
                _cipher(key.encrypt(secret, wrapping)),
            ),
        ),
        _cipher(sealed),
        Type=ENCRYPTED_ELEMENT,
    )


def _cipher(data: bytes) -> Node:
    return node("xenc:CipherData", node("xenc:CipherValue", base64_of(data)))


#: What XML 1.0 cannot hold (section 2.2).
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_TEXT: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_IN_ATTRIBUTE: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"}
)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)


def _prefix(name: str) -> str:
    return name.partition(":")[0] if ":" in name else ""


def _written(element: Node, known: Mapping[str, str]) -> Iterator[str]:
    """Yield an element's text; ``known`` are the prefixes that an element around it has declared."""
    used = {_prefix(name) for name in (element.name, *(each for each in element.attributes if ":" in each))} - {
        "xml",
        "",
    }
    new = {prefix: NAMESPACES[prefix] for prefix in sorted(used) if prefix not in known}
    yield f"<{element.name}"
    for prefix, uri in new.items():
        yield f' xmlns:{prefix}="{uri}"'
    for name in sorted(element.attributes, key=_attribute_order):
        yield f' {name}="{_clean(element.attributes[name]).translate(_IN_ATTRIBUTE)}"'
    yield ">"
    inner = {**known, **new}
    for each in element.children:
        if isinstance(each, str):
            yield _clean(each).translate(_IN_TEXT)
        else:
            yield from _written(each, inner)
    yield f"</{element.name}>"


def _attribute_order(name: str) -> tuple[str, str]:
    prefix, _, local = name.rpartition(":")
    return (NAMESPACES[prefix] if prefix else "", local)
