"""Signatures of systems on their messages: in the address (HTTP-Redirect) and in the document (HTTP-POST).

Those in documents are verified by signxml, the extra ``saml``; it is imported when there is one to verify. Only the
key of a certificate counts, as its system registered it: not its dates, nor who issued it.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from cosmic_login.idp.saml.names import DS
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.xml import BadXml, Element, read_xml

if TYPE_CHECKING:
    from types import ModuleType

_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
#: The algorithms that will do: nothing with SHA-1, and no HMAC.
_ALGORITHMS: Final = {
    f"{_MORE}{kind}-{name}": (kind, each) for kind in ("rsa", "ecdsa") for name, each in _HASHES.items()
}


def verify_query(octets: bytes, algorithm: str, signature: bytes, certificates: Iterable[x509.Certificate]) -> None:
    """Verify a signature over part of an address (saml-bindings-2.0-os, section 3.4.4.1).

    Raises ``Refusal`` ``system.signature``.
    """
    if algorithm not in _ALGORITHMS:
        raise Refusal("system.signature", f"SigAlg has to be one of {', '.join(_ALGORITHMS)}")
    kind, digest = _ALGORITHMS[algorithm]
    if not any(_fits(each, kind, digest, signature, octets) for each in certificates):
        raise Refusal("system.signature", "the address was not signed by a key of the system's metadata")


def _fits(
    certificate: x509.Certificate, kind: str, digest: hashes.HashAlgorithm, signature: bytes, octets: bytes
) -> bool:
    key = certificate.public_key()
    try:
        if kind == "rsa" and isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, octets, padding.PKCS1v15(), digest)
            return True
        if kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey) and len(signature) % 2 == 0:
            half = len(signature) // 2  # r and s side by side (XML Signature 1.1, section 6.4.3)
            r, s = (int.from_bytes(each, "big") for each in (signature[:half], signature[half:]))
            key.verify(encode_dss_signature(r, s), octets, ec.ECDSA(digest))
            return True
    except InvalidSignature:
        return False
    return False


def signature_of(root: Element) -> Element | None:
    """Return the signature that a message has of its own. Raises ``Refusal`` for more than one, or one elsewhere."""
    anywhere = list(root.iter(f"{DS}Signature"))
    if not anywhere:
        return None
    if len(anywhere) != 1 or anywhere[0] is not root.find(f"{DS}Signature"):
        raise Refusal("system.signature", "there may be one Signature, below the message itself")
    return anywhere[0]


def verify_document(document: bytes, certificates: Iterable[x509.Certificate]) -> Element:
    """Return the root element of what a document's signature covers, which has to be the whole message.

    Raises ``Refusal`` ``system.signature``.
    """
    signxml = _signxml()
    config = signxml.SignatureConfiguration(
        location="./",
        expect_references=1,
        signature_methods=frozenset(each for each in signxml.SignatureMethod if each.value in _ALGORITHMS),
        digest_algorithms=frozenset(
            each for each in signxml.DigestAlgorithm if each.name in {"SHA256", "SHA384", "SHA512"}
        ),
    )
    reason = "there is no key of the system to verify it by"
    for certificate in certificates:
        dated = replace(config, verification_time=certificate.not_valid_before_utc)
        try:
            found = signxml.XMLVerifier().verify(
                document, x509_cert=certificate, id_attribute="ID", expect_config=dated
            )
            return read_xml(found.signed_data)
        except (signxml.exceptions.SignXMLException, BadXml, ValueError, TypeError) as error:
            reason = f"signxml: {type(error).__name__}"
        except Exception as error:  # noqa: BLE001 - of lxml, which is not imported here
            reason = f"signxml: unexpected {type(error).__name__}"
    raise Refusal("system.signature", f"the message was not signed as it should be ({reason})")


def _signxml() -> ModuleType:
    try:
        return importlib.import_module("signxml")
    except ImportError as error:
        raise Refusal("system.signature", "signxml is not installed: pip install 'cosmic-login[saml]'") from error
