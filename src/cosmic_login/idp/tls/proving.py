"""A TLS server that wants proof with every connection, for asyncio: pyOpenSSL behind the face of ``ssl.SSLContext``.

Python's ``ssl`` cannot turn OpenSSL's session cache off, by which a client without a key comes in as whoever was there
before it (RFC 5246, section 7.3), and cannot name CAs in a CertificateRequest (section 7.4.4; RFC 8446, 4.2.4), without
which a browser offers every certificate it has. docs/adr/0016 says more.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import SSL, crypto

if TYPE_CHECKING:
    from cosmic_login.pki.authority import PrivateKey

T = TypeVar("T")
#: X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which nobody names: the judge says "expired", TLS would only cut.
_NO_CHECK_TIME = 0x200000
_CHUNK = 1 << 16


class ProvingContext(ssl.SSLContext):
    """A server's context for ``loop.start_tls``: TLS 1.2 and 1.3, nothing is ever resumed, a certificate is asked for.

    ``authorities`` tells whose certificates are wanted; it is asked anew for each connection. None at all and an
    expired one get through, to be told what is wrong; the rest is refused with an alert.
    """

    def __new__(cls, *_arguments: object) -> ProvingContext:
        """Make the outside, which asyncio insists on."""
        return super().__new__(cls, ssl.PROTOCOL_TLS_SERVER)

    def __init__(
        self,
        chain: Sequence[x509.Certificate],
        key: PrivateKey,
        authorities: Callable[[], Iterable[x509.Certificate]],
    ) -> None:
        """``chain`` is the server's own, its certificate first, with the key of that."""
        self._authorities = authorities
        self.show(chain, key)

    def show(self, chain: Sequence[x509.Certificate], key: PrivateKey) -> None:
        """Show this certificate from the next connection on."""
        self._chain, self._key = chain, key
        self._wanted = tuple(self._authorities())
        self._inner = self._made()

    def wrap_bio(  # type: ignore[override]  # asyncio asks for no more than there is
        self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, *_: object, **_more: object
    ) -> ProvingConnection:
        """Begin a connection, for asyncio."""
        wanted = tuple(self._authorities())
        if wanted != self._wanted:  # CAs have come; a context that was used cannot be changed
            self._wanted = wanted
            self._inner = self._made()
        return ProvingConnection(self._inner, incoming, outgoing)

    def _made(self) -> SSL.Context:
        made = SSL.Context(SSL.TLS_SERVER_METHOD)
        made.set_min_proto_version(SSL.TLS1_2_VERSION)
        # Without cache and ticket keys, what TLS 1.3 gives out as a ticket leads to a full handshake.
        made.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        made.set_options(SSL.OP_NO_TICKET | SSL.OP_NO_RENEGOTIATION | SSL.OP_NO_COMPRESSION)
        made.use_certificate(self._chain[0])
        for above in self._chain[1:]:
            made.add_extra_chain_cert(above)
        made.use_privatekey(self._key)
        made.set_verify(SSL.VERIFY_PEER, lambda _connection, _certificate, _error, _depth, good: bool(good))
        store = made.get_cert_store()
        assert store is not None  # noqa: S101 - told to the type checker: a new context has one
        store.set_flags(_NO_CHECK_TIME)
        for authority in self._wanted:
            store.add_cert(crypto.X509.from_cryptography(authority))
            made.add_client_ca(authority)
        return made


class ProvingConnection:
    """One connection, as asyncio drives it: as much of ``ssl.SSLObject`` as it asks for, with that one's exceptions."""

    def __init__(self, context: SSL.Context, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO) -> None:
        self._incoming, self._outgoing = incoming, outgoing
        self._connection = SSL.Connection(context, None)
        self._connection.set_accept_state()
        self._refused = False

    def do_handshake(self) -> None:
        """Shake hands. A refused certificate is told by its alert: the connection is held until the client closes.

        asyncio would close it with the alert unsent (see ``alerts``).
        """
        if self._refused:
            raise ssl.SSLWantReadError
        try:
            self._driven(self._connection.do_handshake)
        except ssl.SSLCertVerificationError:
            self._refused = True
            raise ssl.SSLWantReadError from None

    def read(self, size: int = 1024, buffer: Any = None) -> Any:  # noqa: ANN401 - as SSLObject has it
        """Return what came, or put it into ``buffer`` and return how much; nothing after the client's farewell."""
        with contextlib.suppress(SSL.ZeroReturnError):
            if buffer is None:
                return self._driven(lambda: self._connection.recv(size))
            return self._driven(lambda: self._connection.recv_into(buffer, size))
        return b"" if buffer is None else 0

    def write(self, data: Any) -> int:  # noqa: ANN401 - any buffer
        """Send some of ``data``; return how much."""
        return self._driven(lambda: self._connection.send(data))

    def unwrap(self) -> None:
        """Say farewell, and wait for the client's."""
        if not self._driven(self._connection.shutdown):
            raise ssl.SSLWantReadError

    def getpeercert(self, binary_form: bool = False) -> Any:  # noqa: ANN401 - as SSLObject has it
        """Return the client's certificate (DER), or None; asyncio's wish for a dictionary is not met."""
        if not binary_form:
            return {}
        found = self._connection.get_peer_certificate(as_cryptography=True)
        return found.public_bytes(Encoding.DER) if found is not None else None

    def version(self) -> str:
        """Return the version of TLS."""
        return self._connection.get_protocol_version_name()

    def cipher(self) -> tuple[str, str, int]:
        """Return the cipher as SSLObject does."""
        connection = self._connection
        return connection.get_cipher_name() or "", self.version(), connection.get_cipher_bits() or 0

    def compression(self) -> None:
        """Return None: nothing is compressed."""

    def _driven(self, call: Callable[[], T]) -> T:
        """Make a call of pyOpenSSL's between asyncio's two buffers."""
        if data := self._incoming.read():
            self._connection.bio_write(data)
        try:
            return call()
        except (SSL.WantReadError, SSL.WantWriteError):
            raise ssl.SSLWantReadError from None
        except SSL.ZeroReturnError:
            raise
        except SSL.Error as error:
            raise _as_ssl(error) from None
        finally:
            with contextlib.suppress(SSL.WantReadError, SSL.Error):
                while chunk := self._connection.bio_read(_CHUNK):
                    self._outgoing.write(chunk)


def _as_ssl(error: SSL.Error) -> ssl.SSLError:
    reasons = [str(each[-1]) for each in error.args[0]] if error.args and isinstance(error.args[0], list) else []
    kind = ssl.SSLCertVerificationError if "certificate verify failed" in reasons else ssl.SSLError
    return kind(1, "; ".join(reasons) or type(error).__name__)
