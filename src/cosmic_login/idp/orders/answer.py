"""Verification of a card's answer: a JWS (RFC 7515, compact) over the challenge, by the certificate that was judged.

Strict on purpose: exactly the three header members of the protocol, so that no ``jwk``, ``kid``, ``crit`` or second
certificate can lead the verification elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Callable, Mapping

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from cosmic_login.core.failures import LoginFailure

TYPE = "siths-auth+jws"
_HEADER = {"alg", "typ", "x5c"}
_MIN_RSA_BITS = 2048
_P256_BYTES = 32


def verify_answer(jws: str, certificate: x509.Certificate, der: bytes, challenge: str) -> None:
    """Check that ``jws`` is the certificate's signature over exactly ``challenge``.

    ``der`` are the certificate's bytes as they were shown and judged. Raises ``LoginFailure``:
    ``challenge.mismatch`` (something else was signed) or ``signature.invalid`` (anything else).
    """
    parts = jws.split(".")
    if len(parts) != 3:
        raise _invalid("not three parts")
    header, payload, signature = (_b64url(part) for part in parts)
    alg = _checked_header(header, der)
    _verify(alg, certificate, f"{parts[0]}.{parts[1]}".encode(), signature)
    if not hmac.compare_digest(payload, challenge.encode()):
        raise LoginFailure("challenge.mismatch", "the payload is not the challenge")


def verify_es256(jws: str, key: ec.EllipticCurvePublicKey, header: Mapping[str, str]) -> bytes:
    """Check a JWS by a key that is known, with exactly this header; return its payload.

    Raises ``LoginFailure`` ``signature.invalid``.
    """
    parts = jws.split(".")
    if len(parts) != 3:
        raise _invalid("not three parts")
    raw, payload, signature = (_b64url(part) for part in parts)
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _invalid("the header is not JSON") from error
    if said != header:
        raise _invalid("the header is not of the protocol")
    try:
        _es256(key, f"{parts[0]}.{parts[1]}".encode(), signature)
    except InvalidSignature as error:
        raise _invalid("ES256 does not verify") from error
    return payload


def _checked_header(raw: bytes, der: bytes) -> str:
    try:
        header = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _invalid("the header is not JSON") from error
    if not isinstance(header, dict) or set(header) != _HEADER or header["typ"] != TYPE:
        raise _invalid("the header is not of the protocol")
    chain, alg = header["x5c"], header["alg"]
    if not isinstance(chain, list) or len(chain) != 1 or not isinstance(chain[0], str):
        raise _invalid("x5c is not one certificate")
    try:
        shown = base64.b64decode(chain[0].encode("ascii"), validate=True)
    except ValueError as error:
        raise _invalid("x5c is not base64") from error
    if not hmac.compare_digest(shown, der):
        raise _invalid("x5c is another certificate")
    if not isinstance(alg, str) or alg not in _ALGORITHMS:
        raise _invalid("alg is not allowed")
    return alg


def _verify(alg: str, certificate: x509.Certificate, signed: bytes, signature: bytes) -> None:
    try:
        key = certificate.public_key()
        _ALGORITHMS[alg](key, signed, signature)
    except (InvalidSignature, ValueError, TypeError) as error:
        raise _invalid(f"{alg} does not verify") from error


def _rsa(key: object) -> rsa.RSAPublicKey:
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < _MIN_RSA_BITS:
        raise _invalid("alg does not fit the key")
    return key


def _rs256(key: object, signed: bytes, signature: bytes) -> None:
    _rsa(key).verify(signature, signed, padding.PKCS1v15(), SHA256())


def _ps256(key: object, signed: bytes, signature: bytes) -> None:
    # RFC 7518, section 3.5: the salt is as long as the digest.
    _rsa(key).verify(signature, signed, padding.PSS(padding.MGF1(SHA256()), SHA256.digest_size), SHA256())


def _es256(key: object, signed: bytes, signature: bytes) -> None:
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise _invalid("alg does not fit the key")
    if len(signature) != 2 * _P256_BYTES:  # RFC 7518, section 3.4: r and s, not ASN.1
        raise _invalid("the signature has the wrong length")
    r, s = (int.from_bytes(half, "big") for half in (signature[:_P256_BYTES], signature[_P256_BYTES:]))
    key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))


_ALGORITHMS: dict[str, Callable[[object, bytes, bytes], None]] = {"RS256": _rs256, "PS256": _ps256, "ES256": _es256}


def _b64url(text: str) -> bytes:
    """Decode base64url without padding; one text per value, so that nothing can be said in two ways."""
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise _invalid("not base64url") from error
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise _invalid("not base64url")
    return data


def _invalid(why: str) -> LoginFailure:
    return LoginFailure("signature.invalid", why)
