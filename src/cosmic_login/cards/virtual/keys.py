"""Keys in the card: making them, and signing with the algorithm references of the IDPrime family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature

from cosmic_login.cards import tlv

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


class BadHashError(ValueError):
    """The hash given does not suit the algorithm."""


class BadCryptogramError(ValueError):
    """The bytes were not encrypted for this key."""


_HASHES: dict[int, hashes.HashAlgorithm] = {0x40: hashes.SHA256(), 0x50: hashes.SHA384(), 0x60: hashes.SHA512()}
#: Object identifiers in a DigestInfo (RFC 8017, appendix B.1).
_DIGEST_OIDS: dict[bytes, hashes.HashAlgorithm] = {
    bytes.fromhex("608648016503040201"): _HASHES[0x40],
    bytes.fromhex("608648016503040202"): _HASHES[0x50],
    bytes.fromhex("608648016503040203"): _HASHES[0x60],
}
_PKCS1 = padding.PKCS1v15()
_P256_BYTES = 32

# What an algorithm reference means for RSA: padding and hash, made once.
_RSA: dict[int, tuple[padding.PKCS1v15 | padding.PSS, Prehashed, int]] = {
    **{high | 2: (_PKCS1, Prehashed(hash_), hash_.digest_size) for high, hash_ in _HASHES.items()},
    **{
        high | 5: (padding.PSS(padding.MGF1(hash_), hash_.digest_size), Prehashed(hash_), hash_.digest_size)
        for high, hash_ in _HASHES.items()
    },
}
_PKCS1_ANY = 0x02
_ECDSA_REF = 0x44
_ECDSA = ec.ECDSA(Prehashed(hashes.SHA256()))
_LONGEST_HASH = 64

# What an algorithm reference means for deciphering: PKCS #1 v1.5, and OAEP with SHA-1, SHA-256, SHA-384 and SHA-512.
_RSA_CIPHERS: dict[int, padding.AsymmetricPadding] = {
    0x1A: _PKCS1,
    **{
        high | 0x0D: padding.OAEP(padding.MGF1(hash_), hash_, None)
        for high, hash_ in {0x10: hashes.SHA1(), **_HASHES}.items()  # noqa: S303 - RFC 8017 has it as the default
    },
}


def generate(key_type: Literal["rsa2048", "ec256"]) -> PrivateKey:
    """Make a key pair."""
    if key_type == "ec256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def type_of(key: PrivateKey) -> Literal["rsa2048", "ec256"]:
    """Return the key's type as the directory names it."""
    return "rsa2048" if isinstance(key, rsa.RSAPrivateKey) else "ec256"


def dump(key: PrivateKey) -> bytes:
    """Return the key as PKCS #8 DER, in clear: the caller seals it."""
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


class CardKey:
    """A private key that signs as the card does."""

    def __init__(self, pkcs8: bytes) -> None:
        # The bytes come out of our own sealed file: checking the primes again would cost 100 times the loading.
        key = serialization.load_der_private_key(pkcs8, None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(key, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey)):
            raise TypeError("a key of a type that cards do not have")
        self._key = key

    def knows(self, algorithm: int) -> bool:
        """Whether the algorithm reference goes with this key."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return algorithm in _RSA or algorithm == _PKCS1_ANY
        return algorithm == _ECDSA_REF

    def signer(self, algorithm: int) -> Callable[[bytes], bytes]:
        """Return what signs a hash with ``algorithm``; it raises ``BadHashError``. Ask ``knows`` first."""
        key = self._key
        if isinstance(key, rsa.RSAPrivateKey):
            return lambda digest: _sign_rsa(key, algorithm, digest)
        return lambda digest: _sign_ec(key, digest)

    def decipherer(self, algorithm: int) -> Callable[[bytes], bytes] | None:
        """Return what deciphers with ``algorithm``, raising ``BadCryptogramError``; None when this key does not."""
        key, pad = self._key, _RSA_CIPHERS.get(algorithm)
        if not isinstance(key, rsa.RSAPrivateKey) or pad is None:
            return None

        def decipher(cryptogram: bytes) -> bytes:
            try:
                return key.decrypt(cryptogram, pad)
            except ValueError:
                raise BadCryptogramError from None

        return decipher


def _sign_rsa(key: rsa.RSAPrivateKey, algorithm: int, digest: bytes) -> bytes:
    if algorithm == _PKCS1_ANY:
        hash_, digest = _digest_info(digest)
        return key.sign(digest, _PKCS1, Prehashed(hash_))
    pad, prehashed, size = _RSA[algorithm]
    if len(digest) != size:
        raise BadHashError(f"{len(digest)} bytes instead of {size}")
    return key.sign(digest, pad, prehashed)


def _sign_ec(key: ec.EllipticCurvePrivateKey, digest: bytes) -> bytes:
    """Return r and s side by side, as the family does.

    A hash of another length is the number that its leftmost bits are (FIPS 186-5, section 6.4): a longer one is cut, a
    shorter one filled with zeros at its left.
    """
    if len(digest) > _LONGEST_HASH:
        raise BadHashError(f"{len(digest)} bytes")
    r, s = decode_dss_signature(key.sign(digest[:_P256_BYTES].rjust(_P256_BYTES, b"\0"), _ECDSA))
    return r.to_bytes(_P256_BYTES, "big") + s.to_bytes(_P256_BYTES, "big")


def _digest_info(raw: bytes) -> tuple[hashes.HashAlgorithm, bytes]:
    """Take apart a DigestInfo (RFC 8017, appendix A.2.4)."""
    try:
        algorithm, digest = tlv.only(raw).children()
        hash_ = _DIGEST_OIDS[algorithm.children()[0].value]
    except (tlv.TlvError, ValueError, KeyError, IndexError):
        raise BadHashError("not a DigestInfo of a hash that the card knows") from None
    if digest.tag != 0x04 or len(digest.value) != hash_.digest_size:
        raise BadHashError("a hash of the wrong length")
    return hash_, digest.value
