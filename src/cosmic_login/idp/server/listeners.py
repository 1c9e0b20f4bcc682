"""The IdP's further doors: TLS listeners beside the issuer's own address, each with an application of its own.

A door that is in ``LISTENERS`` is opened by every IdP; its address is in ``IdpServices.doors`` under its name.
"""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from starlette.types import ASGIApp

from cosmic_login.idp.endpoints import mtls
from cosmic_login.idp.rp.app import BANKID_PATH, SITHS_PATH
from cosmic_login.idp.rp.listener import RP_LISTENER, SITHS_RP, build_rp_app
from cosmic_login.idp.rp.parties import admit as admit_parties
from cosmic_login.idp.settings import IdpSettings

if TYPE_CHECKING:
    from cosmic_login.idp.provider.provider import Provider
    from cosmic_login.pki.authority import TrainingPki


@dataclass(frozen=True)
class Listener:
    """One listener. ``path`` is what callers add to the address; ``admit`` says whom the TLS handshake lets in.

    ``also`` are names and paths of what else is served there; ``tells_outages``: it has its own words for being out of
    service.
    """

    name: str
    path: str
    app: Callable[[Provider], ASGIApp]
    admit: Callable[[ssl.SSLContext, TrainingPki, IdpSettings], None]
    also: tuple[tuple[str, str], ...] = ()
    tells_outages: bool = False


#: Every door there is, beside the issuer's own.
LISTENERS: tuple[Listener, ...] = (
    Listener(mtls.NAME, "", mtls.build_md_app, mtls.admit),
    Listener(RP_LISTENER, BANKID_PATH, build_rp_app, admit_parties, also=((SITHS_RP, SITHS_PATH),), tells_outages=True),
)


def server_context() -> ssl.SSLContext:
    """Return a server's context, TLS 1.2 and 1.3; it needs a certificate yet (``certify``)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def certify(context: ssl.SSLContext, pki: TrainingPki, names: Sequence[str]) -> x509.Certificate:
    """Give a context a fresh certificate of the training PKI for the names; return it.

    It is used by the handshakes that begin from now on.
    """
    chain, key = pki.issue_server(names)
    pem = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in chain)
    pem += key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # Python's ssl reads keys from files only: one that nobody else can open, gone at once.
    with tempfile.TemporaryDirectory(prefix="cosmic-login-") as folder:
        file = Path(folder) / "server.pem"
        file.touch(mode=0o600)
        file.write_bytes(pem)
        context.load_cert_chain(file)
    return chain[0]
