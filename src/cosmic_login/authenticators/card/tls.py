"""TLS whose client key is in a card: tlslite-ng shakes hands, the card signs (docs/adr/0011).

Three things of tlslite-ng's are made ours: its key objects, whose ``sign`` is handed on; the moment in which it takes
the server's certificates, in which they are checked (it would check neither chain nor name); and AES-GCM, which it
computes in Python and OpenSSL computes in no time.
"""

from __future__ import annotations

import hashlib
import ipaddress
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cosmic_login.cards.idprime import Scheme
from cosmic_login.core.failures import LoginFailure

with warnings.catch_warnings():
    # It imports asyncore, which Python 3.11 warns of, for parts of its own that we do not use.
    warnings.simplefilter("ignore", DeprecationWarning)
    from tlslite.api import X509, HandshakeSettings, TLSConnection, X509CertChain
    from tlslite.constants import AlertDescription
    from tlslite.errors import TLSAbruptCloseError, TLSError, TLSRemoteAlert
    from tlslite.recordlayer import RecordLayer
    from tlslite.utils.cipherfactory import createAESGCM
    from tlslite.utils.python_ecdsakey import Python_ECDSAKey
    from tlslite.utils.python_rsakey import Python_RSAKey

if TYPE_CHECKING:
    import socket

__all__ = ["TLS_1_2", "TLS_1_3", "CardTls", "Sign", "TLSAbruptCloseError", "TLSError", "TLSRemoteAlert"]

#: Signs a SHA-256 digest by one of the card's schemes, as a JWS has it (ES256: r and s side by side).
Sign = Callable[[Scheme, bytes], bytes]
#: Judges a server's certificates (DER, its own first), or raises ``LoginFailure``.
CheckServer = Callable[[list[bytes]], None]

TLS_1_2: Final = (3, 3)
TLS_1_3: Final = (3, 4)
#: DER of DigestInfo for SHA-256 up to the digest (RFC 8017, section 9.2, note 1).
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
_SHA256 = hashlib.sha256().digest_size


class _RsaKeyInCard(Python_RSAKey):  # type: ignore[misc]
    """An RSA key of which we have the public half."""

    def __init__(self, public: Any, sign: Sign) -> None:  # noqa: ANN401 - tlslite-ng has no types
        super().__init__(public.n, public.e)
        self._sign_in_card = sign

    def hasPrivateKey(self) -> bool:  # noqa: N802 - tlslite-ng's name
        return True

    def sign(
        self, data: bytes, padding: str = "pkcs1", _hash: str | None = None, _salt: int | None = None
    ) -> bytearray:
        digest = memoryview(data).tobytes()
        if padding == "pss":
            return bytearray(self._sign_in_card(Scheme.PS256, digest))
        return bytearray(self._sign_in_card(Scheme.RS256, digest.removeprefix(_DIGEST_INFO)))


class _EcKeyInCard(Python_ECDSAKey):  # type: ignore[misc]
    """A P-256 key of which we have the public half."""

    def __init__(self, public: Any, sign: Sign) -> None:  # noqa: ANN401
        point = public.public_key.pubkey.point
        super().__init__(int(point.x()), int(point.y()), public.curve_name)
        self.private_key = self.public_key  # tlslite-ng reads the curve from there, and nothing else
        self._sign_in_card = sign

    def sign(
        self, data: bytes, _padding: str | None = None, _hash: str | None = None, _salt: int | None = None
    ) -> bytearray:
        from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature  # noqa: PLC0415

        both = self._sign_in_card(Scheme.ES256, memoryview(data).tobytes())
        half = len(both) // 2
        r, s = int.from_bytes(both[:half], "big"), int.from_bytes(both[half:], "big")
        return bytearray(encode_dss_signature(r, s))


class _Gcm:
    """AES-GCM by OpenSSL, as tlslite-ng takes a cipher."""

    # tlslite-ng's names
    isBlockCipher, isAEAD = False, True  # noqa: N815
    nonceLength, tagLength = 12, 16  # noqa: N815
    implementation = "openssl"

    def __init__(self, key: bytearray, _implementations: list[str] | None = None) -> None:
        self.name = f"aes{8 * len(key)}gcm"
        self._gcm = AESGCM(bytes(key))

    def seal(self, nonce: bytearray, plaintext: bytearray, data: bytearray) -> bytearray:
        return bytearray(self._gcm.encrypt(bytes(nonce), bytes(plaintext), bytes(data)))

    def open(self, nonce: bytearray, ciphertext: bytearray, data: bytearray) -> bytearray | None:
        try:
            return bytearray(self._gcm.decrypt(bytes(nonce), bytes(ciphertext), bytes(data)))
        except InvalidTag:
            return None


class _Records(RecordLayer):  # type: ignore[misc]
    @staticmethod
    def _getCipherSettings(cipherSuite: int) -> tuple[int, int, Any]:  # noqa: N802, N803 - tlslite-ng asks here
        key_length, iv_length, make = RecordLayer._getCipherSettings(cipherSuite)
        return key_length, iv_length, _Gcm if make is createAESGCM else make


class CardTls(TLSConnection):  # type: ignore[misc]
    """A TLS connection that is refused before anything of the person's is sent, unless the server is the right one."""

    def __init__(self, connection: socket.socket, check: CheckServer) -> None:
        super().__init__(connection)
        self._recordLayer = _Records(self.sock)
        self._check = check
        self._refusal: LoginFailure | None = None
        self.ignoreAbruptClose = True  # every answer carries its length

    def shake_hands(
        self, host: str, *, certificate: bytes = b"", sign: Sign | None = None, newest: tuple[int, int] = TLS_1_3
    ) -> None:
        """Shake hands as a client; with ``sign`` the card signs once, after the server was checked.

        ``certificate`` (DER) is shown then; ``newest`` is the newest version of TLS to speak.

        Raises ``server.*``, what the card raises, and tlslite-ng's own errors.
        """
        chain, key = _client(certificate, sign) if sign is not None else (None, None)
        try:
            self.handshakeClientCert(chain, key, settings=_settings(newest), serverName=_sni(host))
        except Exception:
            if self._refusal is not None:
                raise self._refusal from None
            raise

    def _clientGetKeyFromChain(  # noqa: N802 - called by tlslite-ng when the server's certificates have come
        self,
        certificate: Any,  # noqa: ANN401
        settings: Any,  # noqa: ANN401
        tack_ext: Any = None,  # noqa: ANN401
    ) -> Iterator[Any]:
        chain = certificate.cert_chain
        try:
            self._check([bytes(each.bytes) for each in chain.x509List] if chain else [])
        except LoginFailure as failure:
            self._refusal = failure
            yield from self._sendError(AlertDescription.bad_certificate, failure.code)
        yield from super()._clientGetKeyFromChain(certificate, settings, tack_ext)


def _sni(host: str) -> str | None:
    """Return the name to ask the server for: an IP address is none (RFC 6066, section 3)."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return None


def _client(certificate: bytes, sign: Sign) -> tuple[Any, Any]:
    """Return certificate chain and key as tlslite-ng takes them. Raises ``certificate.malformed``."""
    parsed = X509()
    try:
        parsed.parseBinary(bytearray(certificate))
    except (SyntaxError, ValueError, KeyError, IndexError) as error:
        raise LoginFailure("certificate.malformed", type(error).__name__) from None
    in_card = _EcKeyInCard if parsed.certAlg == "ecdsa" else _RsaKeyInCard
    return X509CertChain([parsed]), in_card(parsed.publicKey, sign)


def _settings(newest: tuple[int, int]) -> Any:  # noqa: ANN401
    settings = HandshakeSettings()
    settings.minVersion, settings.maxVersion = TLS_1_2, newest
    # The first that the server takes is signed by: the card signs SHA-256.
    settings.rsaSigHashes, settings.ecdsaSigHashes = ["sha256", "sha384", "sha512"], ["sha256", "sha384", "sha512"]
    settings.dsaSigHashes = []
    settings.keyExchangeNames = ["ecdhe_ecdsa", "ecdhe_rsa"]
    # tlslite-ng compresses its certificate although the server has not offered to take that, which OpenSSL refuses.
    settings.certificate_compression_send = settings.certificate_compression_receive = ()
    settings.usePaddingExtension = False
    return settings
