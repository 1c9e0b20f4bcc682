"""A card's or phone's JWS as a CMS signature (RFC 5652) that any tool for CMS can verify.

The key signed the JWS's signing input (RFC 7515, section 5.1). CMS without signed attributes is a signature over the
content's octets and nothing else (section 5.4): so the signing input *is* the content, and the key's own signature is
the signature. Nothing is signed again, and nothing has to be believed of whoever wrapped it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

_INTEGER, _OCTETS, _NULL, _OID, _SEQUENCE, _SET = 0x02, 0x04, 0x05, 0x06, 0x30, 0x31
#: Context tag 0, constructed: explicit around one value, or implicit in place of a SET.
_CONTEXT_0 = 0xA0


def wrap(jws: str, leaf: x509.Certificate, others: Sequence[x509.Certificate]) -> bytes:
    """Return the signature as CMS SignedData in DER, with the signer's certificate and ``others``.

    ``jws`` has been verified: compact, ES256, RS256 or PS256. ``ValueError`` for another algorithm.
    """
    head, payload, tail = jws.split(".")
    alg = str(json.loads(_unb64(head))["alg"])
    signature = _unb64(tail)
    if alg == "ES256":
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        signature = encode_dss_signature(r, s)
    signer = _der(
        _SEQUENCE,
        _integer(1),
        _der(_SEQUENCE, leaf.issuer.public_bytes(), _integer(leaf.serial_number)),
        _SHA256,
        _algorithm(alg),
        _der(_OCTETS, signature),
    )
    content = _der(_OCTETS, f"{head}.{payload}".encode("ascii"))
    certificates = sorted(each.public_bytes(Encoding.DER) for each in (leaf, *others))  # DER: a SET is in order
    signed = _der(
        _SEQUENCE,
        _integer(1),
        _der(_SET, _SHA256),
        _der(_SEQUENCE, _oid("1.2.840.113549.1.7.1"), _der(_CONTEXT_0, content)),
        _der(_CONTEXT_0, *certificates),
        _der(_SET, signer),
    )
    return _der(_SEQUENCE, _oid("1.2.840.113549.1.7.2"), _der(_CONTEXT_0, signed))


def _algorithm(alg: str) -> bytes:
    if alg == "ES256":
        return _der(_SEQUENCE, _oid("1.2.840.10045.4.3.2"))
    if alg == "RS256":
        return _der(_SEQUENCE, _oid("1.2.840.113549.1.1.11"), _der(_NULL))
    if alg == "PS256":  # RFC 4055, section 3.1: hash, mask, length of the salt
        mask = _der(_SEQUENCE, _oid("1.2.840.113549.1.1.8"), _SHA256)
        parts = _der(0xA0, _SHA256), _der(0xA1, mask), _der(0xA2, _integer(32))
        return _der(_SEQUENCE, _oid("1.2.840.113549.1.1.10"), _der(_SEQUENCE, *parts))
    raise ValueError("no algorithm of the protocol")


def _der(tag: int, *parts: bytes) -> bytes:
    """Return one value (X.690, 8.1)."""
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _integer(value: int) -> bytes:
    """Return a number that is not negative (X.690, 8.3)."""
    return _der(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _oid(dotted: str) -> bytes:
    """Return an object identifier (X.690, 8.19)."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    content = bytearray()
    for number in (40 * first + second, *rest):
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(0x80 | number & 0x7F)
        content += bytes(reversed(groups))
    return _der(_OID, bytes(content))


_SHA256 = _der(_SEQUENCE, _oid("2.16.840.1.101.3.4.2.1"))


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
