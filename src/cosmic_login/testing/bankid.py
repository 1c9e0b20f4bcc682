"""What a test of a BankID relying party holds: the service's addresses, and a relying party's certificate."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cosmic_login.idp.rp.listener import RP_LISTENER, SITHS_RP

if TYPE_CHECKING:
    from cosmic_login.app import World


@dataclass(frozen=True)
class BankIdService:
    """A running BankID-like service. Point a client library at it with ``url``, ``ca_file`` and the two RP files."""

    #: Base URL of the relying party interface 6.0, without a slash at its end.
    url: str
    #: The same for the SITHS-like interface.
    siths_url: str
    #: Base URL of the IdP behind it: the apps' faces are below ``/bankid`` and ``/siths``.
    issuer: str
    #: Whom to trust as the server (PEM).
    ca_file: Path
    #: The relying party's certificate with its CA, and its key (PEM, not encrypted).
    rp_certificate: Path
    rp_key: Path

    @classmethod
    def of(cls, world: World, folder: Path, name: str = "Testtjänsten") -> BankIdService:
        """Start the world's IdP if it does not run, and issue a relying party's certificate into ``folder``."""
        issuer = world.idp_base_url()
        doors = world.idp_doors()
        chain, key = world.pki.issue_relying_party(name)
        certificate, key_file = folder / "rp.pem", folder / "rp-key.pem"
        certificate.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in chain))
        key_file.touch(mode=0o600)
        key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return cls(doors[RP_LISTENER], doors[SITHS_RP], issuer, world.ca_file(), certificate, key_file)

    def ssl_context(self) -> ssl.SSLContext:
        """Return a client's context: trusts the server, and shows the relying party's certificate."""
        context = ssl.create_default_context(cafile=str(self.ca_file))
        context.load_cert_chain(self.rp_certificate, self.rp_key)
        return context
