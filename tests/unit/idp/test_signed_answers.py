"""Signatures by a key that is known: ES256 of P-256, with r and s, and nothing else."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.orders.answer import verify_es256

from .kit import b64

HEADER = {"alg": "ES256", "typ": "proof"}


def jws(key: ec.EllipticCurvePrivateKey, size: int = 32, header: object = HEADER, *, asn1: bool = False) -> str:
    signed = f"{b64(json.dumps(header).encode())}.{b64(b'said')}"
    signature = key.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
    if not asn1:
        signature = b"".join(part.to_bytes(size, "big") for part in decode_dss_signature(signature))
    return f"{signed}.{b64(signature)}"


def why_not(text: str, key: ec.EllipticCurvePrivateKey) -> str:
    with pytest.raises(LoginFailure) as caught:
        verify_es256(text, key.public_key(), HEADER)
    assert caught.value.code == "signature.invalid"
    return caught.value.detail


def test_what_is_taken_and_what_is_not() -> None:
    key, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP384R1())
    good = jws(key)
    assert verify_es256(good, key.public_key(), HEADER) == b"said"
    assert why_not(good, ec.generate_private_key(ec.SECP256R1())) == "ES256 does not verify"
    assert why_not(jws(other, 48), other) == "alg does not fit the key"
    assert why_not(jws(key, asn1=True), key) == "the signature has the wrong length"
    assert why_not(jws(key, header=HEADER | {"kid": "1"}), key) == "the header is not of the protocol"
    assert why_not(good.rpartition(".")[0], key) == "not three parts"
    assert why_not(f"{b64(b'{')}.{good.partition('.')[2]}", key) == "the header is not JSON"
