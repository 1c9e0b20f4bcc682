"""One key and certificate for all systems of a run: making one takes long."""

from __future__ import annotations

import base64
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.unit.idp.saml.kit import rsa_key


@dataclass(frozen=True)
class KeyPair:
    """``key`` and ``certificate`` are PEM files, ``text`` is the certificate as metadata have it."""

    key: Path
    certificate: Path
    text: str

    @classmethod
    def make(cls, folder: Path) -> KeyPair:
        made = _certificate(rsa_key())
        key, certificate = folder / "sp-key.pem", folder / "sp-cert.pem"
        key.write_bytes(rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        certificate.write_bytes(made.public_bytes(Encoding.PEM))
        return cls(key, certificate, base64.b64encode(made.public_bytes(Encoding.DER)).decode())

    def copy(self, folder: Path) -> KeyPair:
        """Return a copy in a folder, which anybody may read."""
        for each in (self.key, self.certificate):
            Path(shutil.copy(each, folder)).chmod(0o644)
        return KeyPair(folder / self.key.name, folder / self.certificate.name, self.text)


def _certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    """Make one of ``localhost`` that whoever has it can trust, also those who verify strictly."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    start, public = datetime(2020, 1, 1, tzinfo=UTC), key.public_key()
    made = x509.CertificateBuilder(name, name, public, 1, start, start + timedelta(days=20_000))
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=True,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    for extension, critical in (
        (x509.SubjectAlternativeName([x509.DNSName("localhost")]), False),
        (x509.BasicConstraints(ca=True, path_length=None), True),
        (usage, True),
        (x509.SubjectKeyIdentifier.from_public_key(public), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(public), False),
    ):
        made = made.add_extension(extension, critical)
    return made.sign(key, hashes.SHA256())
