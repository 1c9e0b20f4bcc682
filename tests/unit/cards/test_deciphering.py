"""Deciphering by bare APDUs: what was encrypted for the key whose certificate may wrap keys, and nothing else."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from cosmic_login.cards.virtual.card import VirtualCard
from tests.unit.cards.support import CODE, SIGNATURE_CODE, key_on_card, make_card
from tests.unit.cards.test_virtual_card import say, verify

SECRET = b"Hemligt"
SET = "002241B806"
RSA, EC, SIGNATURE = "56", "57", "58"


@pytest.fixture
def card() -> VirtualCard:
    card = make_card("rsa2048", "ec256", sign=True)
    card.power_on()
    return card


def oaep(hash_: hashes.HashAlgorithm) -> padding.OAEP:
    return padding.OAEP(padding.MGF1(hash_), hash_, None)


PKCS1 = padding.PKCS1v15()


def wrapped(pad: padding.AsymmetricPadding = PKCS1) -> bytes:
    public = key_on_card("rsa2048").key.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    return public.encrypt(SECRET, pad)


def decipher(card: VirtualCard, cryptogram: bytes, indicator: int = 0x81) -> bytes:
    """Send it in two parts, as T=0 has to, and fetch the answer."""
    data = bytes((indicator,)) + cryptogram
    first, rest = data[:200], data[200:]
    assert say(card, f"102A8086{len(first):02x}" + first.hex()) == "9000"
    answer = card.transmit(bytes((0x00, 0x2A, 0x80, 0x86, len(rest))) + rest)
    return card.transmit(bytes((0, 0xC0, 0, 0, answer[-1]))) if answer[0] == 0x61 else answer


@pytest.mark.parametrize(
    ("algorithm", "pad"),
    [
        ("1A", PKCS1),
        ("1D", oaep(hashes.SHA1())),  # noqa: S303 - what the family calls OAEP without more
        ("4D", oaep(hashes.SHA256())),
        ("5D", oaep(hashes.SHA384())),
        ("6D", oaep(hashes.SHA512())),
    ],
)
def test_every_padding_is_taken_off(card: VirtualCard, algorithm: str, pad: padding.AsymmetricPadding) -> None:
    verify(card, CODE)
    assert say(card, f"{SET}8001{algorithm}8401{RSA}") == "9000"
    for _ in range(2):
        assert decipher(card, wrapped(pad)) == SECRET + b"\x90\x00"


def test_not_without_the_code(card: VirtualCard) -> None:
    assert say(card, f"{SET}80011A8401{RSA}") == "9000"
    assert decipher(card, wrapped()).hex() == "6982"
    verify(card, SIGNATURE_CODE, "83")
    assert decipher(card, wrapped()).hex() == "6982"
    verify(card, CODE)
    assert decipher(card, wrapped()) == SECRET + b"\x90\x00"
    card.power_on()
    verify(card, CODE)
    assert decipher(card, wrapped()).hex() == "6985"


def test_not_with_a_key_that_is_for_something_else(card: VirtualCard) -> None:
    verify(card, CODE)
    verify(card, SIGNATURE_CODE, "83")
    assert say(card, f"{SET}80011A8401{SIGNATURE}") == "6985", "its certificate does not say that it wraps keys"
    assert say(card, f"{SET}80011A8401{EC}") == "6a81"
    assert say(card, f"{SET}8001428401{RSA}") == "6a81"
    assert say(card, f"{SET}80011A840177") == "6a88"
    assert say(card, "002241B600") == "6a80"
    assert decipher(card, wrapped()).hex() == "6985", "what was refused chose nothing"
    assert say(card, f"002241B60680014284 01{RSA}") == "9000"
    assert decipher(card, wrapped()).hex() == "6985", "an environment for signatures is not one for this"


def test_what_was_not_encrypted_for_the_key_is_wrong_data(card: VirtualCard) -> None:
    verify(card, CODE)
    assert say(card, f"{SET}80014D8401{RSA}") == "9000"
    good = wrapped(oaep(hashes.SHA256()))
    assert decipher(card, good[:-1] + bytes((good[-1] ^ 1,))).hex() == "6a80"
    assert decipher(card, good, indicator=0x00).hex() == "6a80"
    assert say(card, "002A80860181") == "6a80"
    assert say(card, "002A8086") == "6a80"
    assert decipher(card, good) == SECRET + b"\x90\x00"
