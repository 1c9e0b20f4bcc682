"""What the virtual card refuses costs no try and leaves nothing behind, and a full disk gives nobody anything."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.keys import CardKey
from cosmic_login.cards.virtual.sealed_state import Memory
from cosmic_login.cards.virtual.state import CardState
from cosmic_login.core.failures import LoginFailure

from .support import CODE, PUK, make_card

SELECT_APPLET = "00A4040C0BA000000018800000000662"


def block(digits: str) -> str:
    return digits.encode().ljust(16, b"\0").hex()


CHANGE, UNBLOCK = "20" + block(CODE) + block("222222"), "20" + block(PUK) + block("222222")
NO_CODE = "20" + block(PUK) + block("22222a")


def say(card: VirtualCard, command: str) -> str:
    return card.transmit(bytes.fromhex(command)).hex()


class Disk(Memory):
    """Takes so many states more and is full then."""

    room = 1 << 20

    def save(self, state: CardState) -> None:
        if not self.room:
            raise LoginFailure("profile.full")
        self.room -= 1


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def card(disk: Disk) -> VirtualCard:
    made = make_card("rsa2048", "ec256", medium=disk)
    made.power_on()
    assert say(made, SELECT_APPLET) == "9000"
    return made


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("00240111" + CHANGE, "6a86"),
        ("00240077" + CHANGE, "6a88"),
        ("0024001110" + block(CODE), "6700"),
        ("00240011" + CHANGE[:-2] + "39", "6a80"),
        ("002C0111" + UNBLOCK, "6a86"),
        ("002C0077" + UNBLOCK, "6a88"),
        ("002C001110" + block(PUK), "6700"),
        ("002C0011" + NO_CODE, "6a80"),
        ("00200177", "6a86"),
        ("00A4040C", "6700"),
        ("00B00000", "6700"),
        ("00B00000020000", "6700"),
        ("00CA9F7F", "6700"),
        ("002A9E9A", "6700"),
        ("002A90A0229020" + "11" * 32, "6985"),
    ],
)
def test_what_is_refused_costs_no_try(card: VirtualCard, command: str, answer: str) -> None:
    before = card.state
    assert say(card, command) == answer
    assert card.state is before
    assert say(card, "00200011") == "63c3"


@pytest.mark.parametrize("command", ["00240011" + CHANGE, "002C0011" + UNBLOCK], ids=["change", "unblock"])
def test_what_cannot_be_counted_is_not_compared(card: VirtualCard, disk: Disk, command: str) -> None:
    before, disk.room = card.state, 0
    assert say(card, command) == "6581"
    assert card.state is before


@pytest.mark.parametrize(
    "command",
    ["0020001110" + block(CODE), "00240011" + CHANGE, "002C0011" + UNBLOCK],
    ids=["verify", "change", "unblock"],
)
def test_a_right_code_whose_end_cannot_be_kept_has_cost_its_try(card: VirtualCard, disk: Disk, command: str) -> None:
    disk.room = 1
    assert say(card, command) == "6581"
    puk = command.startswith("002C")
    assert (card.state.codes[0x11].tries_left, card.state.puk.tries_left) == ((3, 9) if puk else (2, 10))
    disk.room = 9
    assert say(card, "0020001110" + block(CODE)) == "9000", "the old code is still the code"


@pytest.mark.parametrize(
    ("algorithm", "key", "hashed"),
    [
        ("42", "56", "11" * 20),  # not of SHA-256's length
        ("44", "57", "11" * 65),  # longer than any
        ("02", "56", "3031300d060960864801650304020105000410" + "11" * 16),  # lengths that do not add up
        ("02", "56", "3021300d060960864801650304020105000410" + "11" * 16),  # SHA-256 with the length of MD5
        ("02", "56", "3031300d06096086480165030402010500" + "0520" + "11" * 32),  # no OCTET STRING
    ],
)
def test_a_hash_that_does_not_suit_the_algorithm_is_not_signed(
    card: VirtualCard, algorithm: str, key: str, hashed: str
) -> None:
    say(card, "0020001110" + block(CODE))
    assert say(card, f"002241B6068001{algorithm}8401{key}") == "9000"
    size = len(hashed) // 2
    assert say(card, f"002A90A0{size + 2:02x}90{size:02x}{hashed}") == f"61{size:02x}"
    assert say(card, "002A9E9A00") == "6a80"
    assert say(card, "002A9E9A00") == "6985", "and it is gone"


@pytest.mark.parametrize("template", ["0380 0111", "029000", "0390 0511"])
def test_what_is_no_hash_is_not_taken(card: VirtualCard, template: str) -> None:
    assert say(card, "002241B606800142840156") == "9000"
    assert say(card, "002A90A0" + template.replace(" ", "")) == "6a80"
    assert say(card, "002A9E9A00") == "6985"


def test_a_chain_that_changes_its_mind_or_has_no_end_is_dropped(card: VirtualCard) -> None:
    assert say(card, "002241B606800142840156") == "9000"
    assert say(card, "102A90A0029020") == "9000"
    assert say(card, "102A9E9A0111") == "6883"
    assert say(card, "002A90A020" + "11" * 32) == "6a80", "the beginning is forgotten"
    part = "102A90A0FF" + "11" * 255
    assert [say(card, part) for _ in range(17)] == ["9000"] * 16 + ["6883"]


def test_a_key_of_a_type_that_cards_do_not_have() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    with pytest.raises(TypeError, match="cards do not have"):
        CardKey(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
