"""What a TLS server shows of itself, and its context where Python's ``ssl`` will do."""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

if TYPE_CHECKING:
    from cosmic_login.pki.authority import PrivateKey


@dataclass(frozen=True)
class ServerIdentity:
    """A server's certificate with what leads to its root, and its key."""

    chain: Sequence[x509.Certificate]
    key: PrivateKey = field(repr=False)


def server_context(own: ServerIdentity) -> ssl.SSLContext:
    """Return a server's context; TLS 1.2 and 1.3."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    pem = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in own.chain)
    pem += own.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # Python's ssl reads keys from files only: one that nobody else can open, gone at once.
    with tempfile.TemporaryDirectory(prefix="cosmic-login-") as folder:
        file = Path(folder) / "server.pem"
        file.touch(mode=0o600)
        file.write_bytes(pem)
        context.load_cert_chain(file)
    return context
