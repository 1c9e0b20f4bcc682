"""One key and certificate for all systems of a run: making one takes long."""

from __future__ import annotations

import base64
import shutil
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.unit.idp.saml.kit import rsa_key, self_signed


@dataclass(frozen=True)
class KeyPair:
    """``key`` and ``certificate`` are PEM files, ``text`` is the certificate as metadata have it."""

    key: Path
    certificate: Path
    text: str

    @classmethod
    def make(cls, folder: Path) -> KeyPair:
        made = self_signed(rsa_key(), ended=False)
        key, certificate = folder / "sp-key.pem", folder / "sp-cert.pem"
        key.write_bytes(rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        certificate.write_bytes(made.public_bytes(Encoding.PEM))
        return cls(key, certificate, base64.b64encode(made.public_bytes(Encoding.DER)).decode())

    def copy(self, folder: Path) -> KeyPair:
        """Return a copy in a folder, which anybody may read."""
        for each in (self.key, self.certificate):
            Path(shutil.copy(each, folder)).chmod(0o644)
        return KeyPair(folder / self.key.name, folder / self.certificate.name, self.text)
