"""A card takes a new key pair: made in the card, written with its certificate, and there for whoever reads the card."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from cosmic_login.cards.idprime import IdPrimeCard, NewKey, PinRef, Scheme
from cosmic_login.cards.virtual import keys
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.personalising import MOST_KEYS
from cosmic_login.cards.virtual.sealed_state import Memory
from cosmic_login.cards.virtual.state import CardState
from cosmic_login.core.failures import LoginFailure
from tests.unit.cards.support import CODE, SIGNATURE_CODE, key_on_card, make_card, opened, pin


def public_key_of(made: NewKey) -> keys.PublicKey:
    if made.point:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), made.point)
    numbers = rsa.RSAPublicNumbers(int.from_bytes(made.exponent, "big"), int.from_bytes(made.modulus, "big"))
    return numbers.public_key()


def certified(public_key: keys.PublicKey, filling: int = 0) -> bytes:
    """Return a certificate for a key; whose signature is on it is no affair of the card's."""
    issuer = key_on_card("ec256").key
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Anna Testsson")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public_key)
        .serial_number(7)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=365))
    )
    if filling:
        oid = x509.ObjectIdentifier("2.999.1")
        builder = builder.add_extension(x509.UnrecognizedExtension(oid, bytes(filling)), critical=False)
    return builder.sign(issuer, hashes.SHA256()).public_bytes(Encoding.DER)


def verified(card: VirtualCard) -> IdPrimeCard:
    driver, _ = opened(card)
    driver.verify(pin())
    return driver


@pytest.mark.parametrize("key_type", ["rsa", "ec"])
@pytest.mark.parametrize("filling", [0, 2000])
def test_a_key_made_in_the_card_signs_after_the_signature_code(key_type: str, filling: int) -> None:
    card = make_card("rsa2048", "ec256")
    driver = verified(card)
    before = driver.certificates()
    made = driver.generate_key("ec" if key_type == "ec" else "rsa")
    public = public_key_of(made)
    der = certified(public, filling)
    driver.put_certificate(made, der)

    *old, new = driver.certificates()
    assert tuple(old) == before
    assert (new.der, new.usage, new.pin, new.key_ref) == (der, "sign", PinRef.SIGN, made.key_ref)
    scheme = Scheme.ES256 if key_type == "ec" else Scheme.RS256
    with pytest.raises(LoginFailure) as refused:
        driver.sign(new, scheme, b"data")
    assert refused.value.code == "card.refused"
    driver.verify(pin(SIGNATURE_CODE), PinRef.SIGN)
    signature = driver.sign(new, scheme, b"data")
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, b"data", padding.PKCS1v15(), hashes.SHA256())
    else:
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        public.verify(encode_dss_signature(r, s), b"data", ec.ECDSA(hashes.SHA256()))


def test_the_new_pair_is_there_after_the_card_was_away() -> None:
    card = make_card("ec256")
    driver = verified(card)
    made = driver.generate_key("ec")
    driver.put_certificate(made, certified(public_key_of(made)))
    card.power_off()
    again, _ = opened(card)
    assert [certificate.usage for certificate in again.certificates()] == ["authenticate", "sign"]
    assert len(CardState.load(card.state.dump()).slots) == 2


def test_without_the_code_nothing_is_made_or_written() -> None:
    card = make_card("ec256")
    driver, wire = opened(card)
    with pytest.raises(LoginFailure, match="6982"):
        driver.generate_key("ec")
    driver.verify(pin())
    made = driver.generate_key("ec")
    card.power_off()
    card.power_on()
    assert wire.transmit(bytes.fromhex("00DB3FFF03 5C0157")).hex() == "6985", "the key went with the reset"
    assert len(card.state.slots) == 1
    assert made.key_ref == 0x57


def test_a_certificate_of_another_key_is_refused() -> None:
    card = make_card("ec256")
    driver = verified(card)
    made = driver.generate_key("ec")
    other = keys.generate("ec256").public_key()
    with pytest.raises(LoginFailure, match="6A80"):
        driver.put_certificate(made, certified(other))
    with pytest.raises(LoginFailure, match="6A80"):
        driver.put_certificate(made, b"no certificate")
    with pytest.raises(LoginFailure, match="6A80"):
        driver.put_certificate(NewKey(0x56), certified(public_key_of(made)))
    assert len(card.state.slots) == 1
    driver.put_certificate(made, certified(public_key_of(made)))


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("0047800000", "6a80"),
        ("00478000 03 B60180", "6a80"),
        ("00478000 08 B606 800142 8401 58", "6a88"),  # not the next container
        ("00478000 08 B606 800142 8401 56", "6a88"),  # one that is taken
        ("00478000 08 B606 800199 8401 57", "6a80"),
        ("00478000 08 B806 800142 8401 57", "6a80"),
        ("00470000 08 B606 800142 8401 57", "6a86"),
        ("00DB0000 03 5C0157", "6a86"),
        ("00DB3FFF 03 5C0157", "6985"),
        ("10A40000 01 00", "6884"),
    ],
)
def test_what_is_malformed_is_refused_and_changes_nothing(command: str, answer: str) -> None:
    card = make_card("ec256")
    verified(card)
    before = card.state
    assert card.transmit(bytes.fromhex(command.replace(" ", ""))).hex() == answer
    assert card.state == before


class FullDisk(Memory):
    """Takes nothing any more once it is full."""

    full = False

    def save(self, state: CardState) -> None:
        if self.full:
            raise LoginFailure("profile.full")
        super().save(state)


def test_a_full_disk_leaves_the_card_as_it_was() -> None:
    medium = FullDisk()
    card = make_card("ec256", medium=medium)
    driver = verified(card)
    made = driver.generate_key("ec")
    medium.full = True
    with pytest.raises(LoginFailure, match="6581"):
        driver.put_certificate(made, certified(public_key_of(made)))
    assert len(card.state.slots) == 1
    medium.full = False
    driver.put_certificate(made, certified(public_key_of(made)))


def test_a_card_is_full_at_some_time() -> None:
    card = make_card(*["ec256"] * MOST_KEYS)
    driver = verified(card)
    with pytest.raises(LoginFailure, match="6A88"):
        driver.generate_key("ec")


@pytest.mark.parametrize("answer", ["7F4900 9000", "9000", "7F4903 860104 00 9000", "7F4904 8101FF 9000"])
def test_a_public_key_that_makes_no_sense_is_garbled(answer: str) -> None:
    card = make_card("ec256")
    driver, wire = opened(card)
    driver.verify(pin())
    reply = bytes.fromhex(answer.replace(" ", ""))
    wire._answer = lambda _number, command: reply if command[1] == 0x47 else None
    with pytest.raises(LoginFailure) as caught:
        driver.generate_key("rsa")
    assert caught.value.code == "card.garbled"


def test_no_code_and_no_key_is_shown() -> None:
    card = make_card("ec256")
    driver = verified(card)
    driver.generate_key("ec")
    assert CODE not in repr(card)
    assert "private" not in repr(card._applet._new_keys._pending)
