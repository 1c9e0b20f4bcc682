"""Self-made cards and a connection without a reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from cosmic_login.cards.idprime import IdPrimeCard
from cosmic_login.cards.reader import Leave
from cosmic_login.cards.virtual import keys
from cosmic_login.cards.virtual.card import CardCodes, KeyOnCard, VirtualCard
from cosmic_login.core.secret import Code

CODE, SIGNATURE_CODE, PUK = "123456", "654321", "12345678"


def key_on_card(key_type: str, usage: str = "authenticate", number: int = 0) -> KeyOnCard:
    """Make a key with a certificate of its own, once per test run."""
    return _made(key_type, usage, number)


@cache
def _made(key_type: str, usage: str, number: int) -> KeyOnCard:
    key = keys.generate("ec256" if key_type == "ec256" else "rsa2048")
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, f"Anna Testsson {number}"),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, "TSTNMT2321000057-0001"),
        ]
    )
    now = datetime(2026, 1, 1, tzinfo=UTC)
    signing = usage == "sign"
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1000 + number)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(
            x509.KeyUsage(
                digital_signature=not signing,
                content_commitment=signing,
                key_encipherment=not signing and key_type == "rsa2048",
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    return KeyOnCard(key, certificate, "sign" if signing else "authenticate")


def make_card(*key_types: str, sign: bool = False, codes: CardCodes | None = None, **more: object) -> VirtualCard:
    """Make a card with authentication keys of the given types (RSA if none), and a signature key if wanted."""
    contents = [key_on_card(key_type, number=i) for i, key_type in enumerate(key_types or ("rsa2048",))]
    if sign:
        contents.append(key_on_card("rsa2048", "sign", 9))
    return VirtualCard.make("anna-1", contents, codes, person="anna", **more)  # type: ignore[arg-type]


class Wire:
    """An in-process connection that records commands; ``answer`` may replace what the card says."""

    reader = "wire"
    atr = VirtualCard.ATR

    def __init__(self, card: VirtualCard, answer: Callable[[int, bytes], bytes | None] | None = None) -> None:
        self.card = card
        self.sent: list[bytes] = []
        self.buffers: list[bytes | bytearray] = []
        self._answer = answer

    def transmit(self, command: bytes | bytearray) -> bytes:
        self.sent.append(bytes(command))
        self.buffers.append(command)
        replaced = self._answer(len(self.sent), bytes(command)) if self._answer else None
        return self.card.transmit(command) if replaced is None else replaced

    def close(self, leave: Leave = Leave.UNPOWER) -> None:
        self.card.power_off()


def opened(card: VirtualCard) -> tuple[IdPrimeCard, Wire]:
    """Give the card power and open it with the driver."""
    card.power_on()
    wire = Wire(card)
    driver = IdPrimeCard(wire)
    driver.open()
    return driver, wire


def pin(digits: str = CODE) -> Code:
    """Make a PIN."""
    return Code(digits)


def puk(digits: str = PUK) -> Code:
    """Make a PUK."""
    return Code(digits, "puk")
