"""The card by bare APDUs: the answers that the facts about the family name."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from cosmic_login.cards.virtual.card import CardCodes, VirtualCard
from cosmic_login.core.failures import LoginFailure
from tests.unit.cards.support import CODE, PUK, SIGNATURE_CODE, key_on_card, make_card

SELECT_APPLET = "00A404 0C 0B A000000018800000000662"
DIGEST = hashlib.sha256(b"data").digest()


def say(card: VirtualCard, command: str) -> str:
    return card.transmit(bytes.fromhex(command.replace(" ", ""))).hex()


def block(digits: str) -> str:
    return digits.encode().ljust(16, b"\0").hex()


def verify(card: VirtualCard, digits: str, ref: str = "11") -> str:
    return say(card, f"002000{ref}10" + block(digits))


@pytest.fixture
def card() -> VirtualCard:
    card = make_card("rsa2048", "ec256", sign=True)
    assert card.power_on() == bytes.fromhex("3B7F96000080318065B0855956FB120FFE829000")
    return card


def test_the_life_of_a_code(card: VirtualCard) -> None:
    assert say(card, "00200011") == "63c3"
    assert [verify(card, "000000") for _ in range(4)] == ["63c2", "63c1", "6983", "6983"]
    assert verify(card, CODE) == "6983"
    assert say(card, "00200011") == "6983"
    assert say(card, "002C001120" + block("00000000") + block("111111")) == "63c9"
    assert say(card, "002C001120" + block(PUK) + block("111111")) == "9000"
    assert say(card, "0020001100") == "63c3"
    assert verify(card, CODE) == "63c2"
    assert verify(card, "111111") == "9000"
    assert say(card, "00200011") == "9000"


def test_the_puk_counts_and_ends(card: VirtualCard) -> None:
    answers = [say(card, "002C001120" + block("00000000") + block("111111")) for _ in range(11)]
    assert answers == [f"63c{9 - i}" for i in range(9)] + ["6983", "6983"]
    assert say(card, "002C001120" + block(PUK) + block("111111")) == "6983"
    assert verify(card, CODE) == "9000"


def test_a_right_code_restores_the_counter_and_a_wrong_one_ends_the_status(card: VirtualCard) -> None:
    assert verify(card, "000000") == "63c2"
    assert verify(card, CODE) == "9000"
    assert verify(card, "000000") == "63c2"
    assert say(card, "00200011") == "63c2"


def test_the_two_codes_are_apart(card: VirtualCard) -> None:
    assert verify(card, SIGNATURE_CODE) == "63c2"
    assert verify(card, SIGNATURE_CODE, "83") == "9000"
    assert say(card, "00200083") == "9000"
    assert say(card, "00200011") == "63c2"
    assert say(card, "00200012") == "6a88"


def test_changing_a_code(card: VirtualCard) -> None:
    assert say(card, "0024001120" + block("000000") + block("111111")) == "63c2"
    assert say(card, "0024001120" + block(CODE) + block("1111")) == "6a80"
    assert say(card, "0024001120" + block(CODE) + block("11111x")) == "6a80"
    assert say(card, "0024001110" + block(CODE)) == "6700"
    assert say(card, "00200011") == "63c2", "malformed commands cost nothing"
    assert say(card, "0024001120" + block(CODE) + block("111111")) == "9000"
    assert say(card, "00200011") == "63c3"
    assert verify(card, "111111") == "9000"


def test_a_block_of_another_length_costs_no_try(card: VirtualCard) -> None:
    assert say(card, "0020001106313233343536") == "6700"
    assert say(card, "00200011") == "63c3"


def test_power_clears_the_security_status(card: VirtualCard) -> None:
    assert verify(card, CODE) == "9000"
    card.power_on()
    assert say(card, "00200011") == "63c3"


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("00FF0000", "6d00"),
        ("80A4040C00", "6e00"),
        ("00A4040C05A000000001", "6a82"),
        ("00A40800020999", "6a82"),
        ("00A408000101", "6700"),
        ("00A4050C020101", "6a86"),
        ("00B0000010", "6986"),
        ("00CA000100", "6a88"),
        ("00CA9F7F00", "6c2d"),
        ("00C0000010", "6985"),
        ("002241B600", "6a80"),
        ("002241B606800102840177", "6a88"),
        ("002241B606800144840156", "6a81"),
        ("002A9E9A00", "6985"),
        ("0020", "6700"),
        ("00B00000000100", "6700"),
        ("0020011110" + "00" * 16, "6a86"),
    ],
)
def test_status_words(card: VirtualCard, command: str, answer: str) -> None:
    assert say(card, SELECT_APPLET) == "9000"
    assert say(card, command) == answer


def test_reading_files_by_the_rules_of_t0(card: VirtualCard) -> None:
    assert say(card, "00A40800020201") == "6110"
    assert say(card, "00C0000011") == "6c10"
    assert say(card, "00C0000010") == "6f0e80020010820101830202018a01059000"
    assert say(card, "00B0000000") == "6c10"
    assert say(card, "00B0000010") == "f" * 13 + "9752279000000000000" + "9000"
    assert say(card, "00B0000604") == "f97522799000"
    assert say(card, "00B0001001") == "6b00"
    assert say(card, "00B0800001") == "6a86"


def test_life_cycle_data_name_the_os_level(card: VirtualCard) -> None:
    cplc = bytes.fromhex(say(card, "00CA9F7F2D"))
    assert (len(cplc), cplc[11], cplc[-2:]) == (47, 4, b"\x90\x00")
    length = int(say(card, "00CADF3001")[-2:], 16)
    assert b"IDPrime" in bytes.fromhex(say(card, f"00CADF30{length:02x}"))


def sign(card: VirtualCard, algorithm: str, key: str, digest: bytes) -> bytes:
    assert say(card, f"002241B6068001{algorithm}8401{key}") == "9000"
    length = len(digest)
    assert say(card, f"002A90A0{length + 2:02x}90{length:02x}" + digest.hex()) == f"61{length:02x}"
    assert say(card, f"00C00000{length:02x}") == digest.hex() + "9000"
    answer = card.transmit(bytes.fromhex("002A9E9A00"))
    if answer[-2] == 0x61:
        answer = card.transmit(bytes((0, 0xC0, 0, 0, answer[-1])))
    assert answer[-2:] == b"\x90\x00", answer.hex()
    return answer[:-2]


@pytest.mark.parametrize(
    ("algorithm", "hash_", "pss"),
    [
        ("42", hashes.SHA256(), False),
        ("52", hashes.SHA384(), False),
        ("62", hashes.SHA512(), False),
        ("45", hashes.SHA256(), True),
        ("55", hashes.SHA384(), True),
        ("65", hashes.SHA512(), True),
    ],
)
def test_rsa_signatures(card: VirtualCard, algorithm: str, hash_: hashes.HashAlgorithm, pss: bool) -> None:
    verify(card, CODE)
    digest = hashlib.new(hash_.name, b"data").digest()
    public = key_on_card("rsa2048").key.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    pad = padding.PSS(padding.MGF1(hash_), hash_.digest_size) if pss else padding.PKCS1v15()
    public.verify(sign(card, algorithm, "56", digest), digest, pad, Prehashed(hash_))


def test_a_given_digest_info_is_signed(card: VirtualCard) -> None:
    verify(card, CODE)
    info = bytes.fromhex("3031300d060960864801650304020105000420") + DIGEST
    public = key_on_card("rsa2048").key.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    public.verify(sign(card, "02", "56", info), DIGEST, padding.PKCS1v15(), Prehashed(hashes.SHA256()))
    assert say(card, "002241B606800102840156") == "9000"
    assert say(card, "002A90A0069004deadbeef") == "6104"
    assert say(card, "002A9E9A00") == "6a80"


def test_ec_signatures_are_r_and_s(card: VirtualCard) -> None:
    verify(card, CODE)
    raw = sign(card, "44", "57", DIGEST)
    public = key_on_card("ec256", number=1).key.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(der, DIGEST, ec.ECDSA(Prehashed(hashes.SHA256())))


@pytest.mark.parametrize("size", [20, 24, 28, 40, 48, 64])
def test_ec_signatures_over_hashes_of_other_lengths(card: VirtualCard, size: int) -> None:
    """Programs that fill SHA-1 up to 24 bytes, and longer hashes, of which the curve takes the first 32 bytes."""
    verify(card, CODE)
    hash_ = hashlib.sha512(b"data").digest()[:size]
    raw = sign(card, "44", "57", hash_)
    public = key_on_card("ec256", number=1).key.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(der, hash_[:32].rjust(32, b"\0"), ec.ECDSA(Prehashed(hashes.SHA256())))


def test_challenges_are_random_and_of_the_familys_lengths(card: VirtualCard) -> None:
    for command, size in (("0084000108", 8), ("0084000010", 16)):
        made = {card.transmit(bytes.fromhex(command)) for _ in range(3)}
        assert {(len(answer), answer[-2:]) for answer in made} == {(size + 2, b"\x90\x00")}
        assert len(made) == 3
        assert say(card, command[:8] + "00") == f"6c{size:02x}"
        assert say(card, command[:8] + "04") == f"6c{size:02x}"
    assert say(card, "00840000") == "6700"
    assert say(card, "0084000208") == "6a86"
    assert say(card, "0084010108") == "6a86"


def test_no_key_signs_without_its_own_code(card: VirtualCard) -> None:
    hash_command = "002A90A0229020" + DIGEST.hex()
    for key, wrong_ref, wrong, right_ref, right in (
        ("56", "83", SIGNATURE_CODE, "11", CODE),
        ("58", "11", CODE, "83", SIGNATURE_CODE),
    ):
        card.power_on()
        assert verify(card, wrong, wrong_ref) == "9000"
        say(card, f"002241B6068001428401{key}")
        say(card, hash_command)
        assert say(card, "002A9E9A00") == "6982"
        assert verify(card, right, right_ref) == "9000"
        assert say(card, hash_command) == "6120"
        assert len(say(card, "002A9E9A00")) == 2 * 258


def test_a_hash_is_signed_once(card: VirtualCard) -> None:
    verify(card, CODE)
    sign(card, "42", "56", DIGEST)
    assert say(card, "002A9E9A00") == "6985"


def test_a_chained_hash(card: VirtualCard) -> None:
    verify(card, CODE)
    assert say(card, "002241B606800142840156") == "9000"
    assert say(card, "102A90A0129020" + DIGEST[:16].hex()) == "9000"
    assert say(card, "002A90A010" + DIGEST[16:].hex()) == "6120"
    assert say(card, "00C0000020") == DIGEST.hex() + "9000"
    assert say(card, "10A40000020101") == "6884"
    assert say(card, "102A90A0029020") == "9000"
    assert say(card, "00200011") == "9000", "another command drops the chain"
    assert say(card, "002A90A0229020" + DIGEST.hex()) == "6120"


def test_tries_are_the_cards_own() -> None:
    card = make_card(codes=CardCodes(tries=5, puk_tries=2))
    card.power_on()
    assert say(card, "00200011") == "63c5"
    assert say(card, "002C001120" + block("00000000") + block("111111")) == "63c1"


def test_a_blocked_card_starts_blocked() -> None:
    card = make_card(codes=CardCodes(blocked=True))
    card.power_on()
    assert verify(card, CODE) == "6983"
    assert verify(card, SIGNATURE_CODE, "83") == "9000"


def test_a_card_without_power_is_mute() -> None:
    card = make_card()
    with pytest.raises(LoginFailure) as caught:
        card.transmit(b"\0\x20\0\x11")
    assert caught.value.code == "card.unreadable"
    card.power_on()
    card.power_off()
    with pytest.raises(LoginFailure):
        card.transmit(b"\0\x20\0\x11")
