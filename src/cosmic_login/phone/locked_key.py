"""A private key that only the code opens, and how much work each guess costs.

The key pair is made on the phone (P-256). Its private part is kept as PKCS #8 (RFC 5958), encrypted with AES-256-GCM
(NIST SP 800-38D) under a key that scrypt (RFC 7914) makes of the code. Six digits can be searched whatever the work;
what stops that on the phone is the counter, and at rest the seal of the profile (docs/phone.md says it plainly).
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from cosmic_login.core.secret import PIN_DIGITS, Code, wipe

#: Cost: 2**15 blocks of 1 KiB, three passes; 32 MiB and some 0.2 s a guess. The floor that OWASP names for scrypt.
LOG2_N, R, P = 15, 8, 3
_SALT, _NONCE, _KEY = 16, 12, 32


class WrongCodeError(ValueError):
    """The code does not open this key."""


@dataclass(frozen=True, repr=False)
class LockedKey:
    """An encrypted private key with the parameters that it was encrypted with."""

    salt: bytes
    nonce: bytes
    sealed: bytes
    log2_n: int
    r: int
    p: int

    @classmethod
    def lock(cls, private_key: ec.EllipticCurvePrivateKey, block: bytearray, label: str) -> LockedKey:
        """Encrypt a key under a code, given as ``digits_of`` returns it. ``label`` ties it to its place."""
        salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
        plain = private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        sealed = AESGCM(_derived(block, salt, LOG2_N, R, P)).encrypt(nonce, plain, label.encode())
        return cls(salt, nonce, sealed, LOG2_N, R, P)

    def unlock(self, block: bytearray, label: str) -> ec.EllipticCurvePrivateKey:
        """Return the private key. Raises ``WrongCodeError``; the caller has counted the try before."""
        derived = _derived(block, self.salt, self.log2_n, self.r, self.p)
        try:
            plain = AESGCM(derived).decrypt(self.nonce, self.sealed, label.encode())
        except InvalidTag:
            raise WrongCodeError("the code does not open this key") from None
        key = load_der_private_key(plain, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("not an elliptic-curve key")
        return key

    def __repr__(self) -> str:
        return "<LockedKey>"


def digits_of(code: Code) -> bytearray:
    """Return a code's digits in a buffer of their own, which its taker wipes."""
    return code.padded(PIN_DIGITS)


def _derived(block: bytearray, salt: bytes, log2_n: int, r: int, p: int) -> bytes:
    return Scrypt(salt=salt, length=_KEY, n=1 << log2_n, r=r, p=p).derive(block)


__all__ = ["LockedKey", "WrongCodeError", "digits_of", "wipe"]
