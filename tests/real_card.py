"""A card as a stranger's CA would make it: shaped like a real SITHS card, which no one here can have."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key
from cryptography.x509.oid import NameOID

from cosmic_login.cards.virtual.card import KeyOnCard, VirtualCard

ISSUER = "SITHS e-id Person HSA-id 3 CA v1"
_NAME = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "SE"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "A stranger AB"),
        x509.NameAttribute(NameOID.COMMON_NAME, ISSUER),
    ]
)


def like_a_real_card(card: VirtualCard) -> VirtualCard:
    """Return a card with the keys and names of ``card``, whose certificates another CA has issued."""
    authority = ec.generate_private_key(ec.SECP384R1())
    contents = []
    for slot in card.state.slots:
        known = x509.load_der_x509_certificate(slot.certificate)
        builder = (
            x509.CertificateBuilder(_NAME, known.subject, known.public_key(), x509.random_serial_number())
            .not_valid_before(known.not_valid_before_utc)
            .not_valid_after(known.not_valid_after_utc)
        )
        for extension in known.extensions:
            builder = builder.add_extension(extension.value, extension.critical)
        certificate = builder.sign(authority, hashes.SHA384())
        key = load_der_private_key(slot.private_key, None)
        assert isinstance(key, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey))
        contents.append(KeyOnCard(key, certificate, slot.usage, slot.kind))
    return VirtualCard.make("real", contents)
