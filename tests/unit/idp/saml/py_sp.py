"""pysaml2, a system's side of SAML that is not ours."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cosmic_login.idp.registry.metadata import read_metadata
from cosmic_login.idp.registry.systems import System

from .kit import BINDING, EMPLOYEE, Sp, rsa_key, self_signed

REDIRECT, POST = BINDING + "HTTP-Redirect", BINDING + "HTTP-POST"
URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"


@functools.cache
def _check_keys_once() -> None:
    """Have pysaml2 check the primes of a key once: it has one for all tests, and reads it twice for each."""
    from saml2.cryptography import asymmetric

    asymmetric.load_pem_private_key = functools.cache(asymmetric.load_pem_private_key)


class PySp(Sp):
    """pysaml2, as its own metadata describe it."""

    def __init__(self, folder: Path, idp_metadata: str) -> None:
        from saml2.client import Saml2Client
        from saml2.config import SPConfig
        from saml2.metadata import entity_descriptor

        _check_keys_once()
        super().__init__("https://py.example/metadata")
        key, certificate, idp = folder / "key.pem", folder / "cert.pem", folder / "idp.xml"
        key.write_bytes(rsa_key().private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
        certificate.write_bytes(self_signed(rsa_key(), ended=False).public_bytes(Encoding.PEM))
        idp.write_text(idp_metadata)
        config = SPConfig()
        config.load(
            {
                "entityid": self.key,
                "key_file": str(key),
                "cert_file": str(certificate),
                "encryption_keypairs": [{"key_file": str(key), "cert_file": str(certificate)}],
                "xmlsec_binary": "/usr/bin/xmlsec1",
                "allow_unknown_attributes": True,
                "metadata": {"local": [str(idp)]},
                "service": {
                    "sp": {
                        "name": "Py",
                        "endpoints": {
                            "assertion_consumer_service": [(self.acs, POST)],
                            "single_logout_service": [("http://127.0.0.1:1/slo", REDIRECT)],
                        },
                        "authn_requests_signed": True,
                        "logout_requests_signed": True,
                        "want_response_signed": True,
                        "want_assertions_signed": True,
                        # Asked for by a short name, pysaml2 would have an OID of its own for it.
                        "required_attributes": [EMPLOYEE],
                        "requested_attribute_name_format": URI,
                        "signing_algorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                        "digest_algorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
                    }
                },
            }
        )
        self.client: Any = Saml2Client(config)
        self.own_metadata = str(entity_descriptor(config))

    def metadata(self) -> str:
        return self.own_metadata

    def system(self) -> System:
        return read_metadata(self.metadata().encode())
