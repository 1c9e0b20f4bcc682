"""The driver, on the virtual card and on cards and readers that lie."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from cosmic_login.cards import idprime_files as files
from cosmic_login.cards import tlv
from cosmic_login.cards.idprime import IdPrimeCard, PinRef, Scheme
from cosmic_login.cards.virtual.card import CardCodes
from cosmic_login.cards.virtual.files import pack_certificate
from cosmic_login.core.failures import LoginFailure
from tests.unit.cards.support import CODE, SIGNATURE_CODE, Wire, key_on_card, make_card, opened, pin, puk

OK = b"\x90\x00"


def fails(code: str, call: Callable[[], object], tries_left: int | None = None) -> None:
    with pytest.raises(LoginFailure) as caught:
        call()
    assert (caught.value.code, caught.value.tries_left) == (code, tries_left)


def code_of(call: Callable[[], object]) -> str:
    """Return the code of the failure that a call ends in, empty for none."""
    try:
        call()
    except LoginFailure as failure:
        return failure.code
    return ""


def test_certificates_with_their_keys_and_codes() -> None:
    driver, _ = opened(make_card("rsa2048", "ec256", sign=True))
    found = driver.certificates()
    assert [(c.index, c.name, c.usage, c.key_ref, c.pin, c.key_type) for c in found] == [
        (0, "kxc00", "authenticate", 0x56, PinRef.AUTHENTICATE, "rsa"),
        (1, "kxc01", "authenticate", 0x57, PinRef.AUTHENTICATE, "ec"),
        (2, "ksc02", "sign", 0x58, PinRef.SIGN, "rsa"),
    ]
    assert found[1].der == key_on_card("ec256", number=1).certificate.public_bytes(Encoding.DER)
    assert driver.card_number == "9752279000000000000"


@pytest.mark.parametrize("scheme", [Scheme.RS256, Scheme.PS256])
def test_rsa_signatures_verify(scheme: Scheme) -> None:
    driver, _ = opened(make_card())
    driver.verify(pin())
    signature = driver.sign(driver.certificates()[0], scheme, b"challenge")
    public = key_on_card("rsa2048").key.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    public.verify(signature, b"challenge", padding.PKCS1v15() if scheme is Scheme.RS256 else pss, hashes.SHA256())


def test_ec_signatures_verify() -> None:
    driver, _ = opened(make_card("ec256"))
    driver.verify(pin())
    raw = driver.sign(driver.certificates()[0], Scheme.ES256, b"challenge")
    public = key_on_card("ec256").key.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    assert len(raw) == 64
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(der, b"challenge", ec.ECDSA(hashes.SHA256()))


def test_a_scheme_that_does_not_go_with_the_key_never_reaches_the_card() -> None:
    driver, wire = opened(make_card("ec256"))
    certificate = driver.certificates()[0]
    sent = len(wire.sent)
    with pytest.raises(ValueError, match="RS256"):
        driver.sign(certificate, Scheme.RS256, b"x")
    assert len(wire.sent) == sent


def test_signing_without_the_code_is_refused_by_the_card() -> None:
    driver, _ = opened(make_card())
    certificate = driver.certificates()[0]
    fails("card.refused", lambda: driver.sign(certificate, Scheme.RS256, b"x"))


def test_wrong_codes_count_down_to_blocked_and_the_puk_mends() -> None:
    driver, _ = opened(make_card())
    assert driver.tries_left() == 3
    fails("code.wrong", lambda: driver.verify(pin("000000")), 2)
    assert driver.tries_left() == 2
    fails("code.wrong", lambda: driver.verify(pin("000000")), 1)
    fails("code.blocked", lambda: driver.verify(pin("000000")), 0)
    assert driver.tries_left() == 0
    fails("code.blocked", lambda: driver.verify(pin()), 0)
    fails("puk.wrong", lambda: driver.unblock(puk("00000000"), pin("222222")), 9)
    driver.unblock(puk(), pin("222222"))
    assert driver.tries_left() == 3
    driver.verify(pin("222222"))
    assert driver.tries_left() == 3, "verified: the counter is at its start"


def test_the_puk_blocks() -> None:
    driver, _ = opened(make_card(codes=CardCodes(puk_tries=1)))
    fails("puk.blocked", lambda: driver.unblock(puk("00000000"), pin()), 0)
    fails("puk.blocked", lambda: driver.unblock(puk(), pin()), 0)


def test_changing_a_code() -> None:
    driver, _ = opened(make_card())
    fails("code.wrong", lambda: driver.change(pin("000000"), pin("222222")), 2)
    driver.change(pin(), pin("222222"))
    fails("code.wrong", lambda: driver.verify(pin()), 2)
    driver.verify(pin("222222"))


def test_the_signature_code_is_apart() -> None:
    driver, _ = opened(make_card(sign=True))
    fails("code.wrong", lambda: driver.verify(pin(CODE), PinRef.SIGN), 2)
    driver.verify(pin(SIGNATURE_CODE), PinRef.SIGN)
    assert driver.tries_left(PinRef.AUTHENTICATE) == 3
    assert len(driver.sign(driver.certificates()[1], Scheme.RS256, b"x")) == 256


def test_a_puk_is_not_taken_for_a_code() -> None:
    driver, wire = opened(make_card())
    sent = len(wire.sent)
    calls: list[Callable[[], None]] = [
        lambda: driver.verify(puk()),
        lambda: driver.unblock(pin(), pin()),
        lambda: driver.change(pin(), puk()),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="wanted"):
            call()
    assert len(wire.sent) == sent


def answering(*table: tuple[str, str]) -> Callable[[int, bytes], bytes | None]:
    """Replace the answers to commands that begin so."""

    def answer(_number: int, command: bytes) -> bytes | None:
        return next((bytes.fromhex(new) for begin, new in table if command.hex().startswith(begin)), None)

    return answer


def lying(*table: tuple[str, str], key_type: str = "rsa2048") -> tuple[IdPrimeCard, Wire]:
    card = make_card(key_type)
    card.power_on()
    wire = Wire(card, answering(*table))
    driver = IdPrimeCard(wire)
    return driver, wire


@pytest.mark.parametrize("sw", ["6a82", "6d00", "6e00", "6999", "6a81", "6700"])
def test_a_card_that_does_not_know_the_application_is_of_another_kind(sw: str) -> None:
    driver, _ = lying(("00a4040c", sw))
    fails("card.other_kind", driver.open)


@pytest.mark.parametrize("answer", ["", "90", "5a3c", "a55a17e85a3c"])
def test_garbage_at_any_command_of_opening_is_garbled(answer: str) -> None:
    for begin in ("00a4040c", "00ca9f7f", "00a40800020201", "00c0", "00b0"):
        driver, _ = lying((begin, answer))
        fails("card.garbled", driver.open)


@pytest.mark.parametrize(
    "fci",
    [
        "9000",
        "6f009000",
        "6f0380 01".replace(" ", "") + "9000",
        "6f048002ffff9000",
        "6f0480020000" + "9000",
        "01020304",
    ],
)
def test_a_file_without_a_size_that_can_be_is_garbled(fci: str) -> None:
    driver, _ = lying(("00a40800020201", fci if fci.endswith("9000") else fci + "9000"))
    fails("card.garbled", driver.open)


def test_a_file_that_gives_more_or_nothing_is_garbled() -> None:
    for answer in ("9000", "00" * 17 + "9000"):
        driver, _ = lying(("00b00000", answer))
        fails("card.garbled", driver.open)


def test_a_wrong_code_with_63c0_is_a_blocked_one() -> None:
    driver, _ = lying(("0020001110", "63c0"))
    fails("code.blocked", lambda: driver.verify(pin()), 0)


def test_a_wrong_code_without_a_number_asks_for_the_number() -> None:
    driver, wire = lying(("0020001110", "6300"))
    fails("code.wrong", lambda: driver.verify(pin()), 3)
    assert [sent.hex()[:10] for sent in wire.sent] == ["0020001110", "00200011"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [("6110", "card.refused"), ("6c10", "card.refused"), ("6f00", "card.refused"), ("5a3c", "card.garbled")],
)
@pytest.mark.parametrize("ins", ["20", "24", "2c"])
def test_a_code_is_sent_once_and_wiped(ins: str, answer: str, code: str) -> None:
    driver, wire = lying((f"00{ins}00", answer))
    calls = {
        "20": lambda: driver.verify(pin()),
        "24": lambda: driver.change(pin(), pin("222222")),
        "2c": lambda: driver.unblock(puk(), pin("222222")),
    }
    fails(code, calls[ins])
    assert len(wire.sent) == 1
    (buffer,) = wire.buffers
    assert isinstance(buffer, bytearray)
    assert not any(buffer), "the bytes that carried the code are overwritten"


@pytest.mark.parametrize(
    ("begin", "answer"),
    [
        ("002a90a0", "00" * 32 + "9000"),  # another hash than the one sent
        ("002a9e9a", "9000"),
        ("002a9e9a", "00" * 255 + "9000"),
        ("002a9e9a", "00" * 257 + "9000"),
    ],
)
def test_a_signature_that_cannot_be_one_is_garbled(begin: str, answer: str) -> None:
    driver, _ = lying((begin, answer))
    driver.open()
    driver.verify(pin())
    certificate = driver.certificates()[0]
    fails("card.garbled", lambda: driver.sign(certificate, Scheme.RS256, b"x"))


def test_without_a_key_map_the_references_are_the_familys() -> None:
    for level, first in (("04", 0x56), ("02", 0x11), ("03", 0xF7)):
        cplc = "9f7f2a" + "00" * 8 + level + "00" * 33 + "9000"
        driver, _ = lying(("00a40800020005", "6a82"), ("00ca9f7f", cplc))
        driver.open()
        assert [c.key_ref for c in driver.certificates()] == [first]


def test_without_an_index_there_are_no_certificates() -> None:
    driver, _ = lying(("00a40800020101", "6a82"))
    driver.open()
    assert driver.certificates() == ()


def test_what_a_file_that_is_named_and_missing_is() -> None:
    driver, _ = lying(("00a40000020301", "6a82"))
    driver.open()
    fails("card.garbled", driver.certificates)


def test_a_card_without_a_number_is_garbled() -> None:
    driver, _ = lying(("00a40800020201", "6a82"))
    fails("card.garbled", driver.open)


def test_an_answer_with_data_where_none_belong_is_garbled() -> None:
    driver, _ = lying(("0020001110", "01029000"))
    fails("card.garbled", lambda: driver.verify(pin()))


def test_a_certificate_without_a_key_is_not_the_holders() -> None:
    card = make_card("rsa2048", "ec256")
    card.power_on()
    files_read: list[str] = []

    def without_the_second(_number: int, command: bytes) -> bytes | None:
        if command[1] == 0xA4:
            files_read.append(command[-2:].hex())
        if command[1] != 0xB0 or files_read[-1] != "0005":
            return None
        answer = card.transmit(command)
        entries = [answer[at : at + 8] for at in range(0, len(answer) - 2, 8)]
        return b"".join(bytes(8) if entry[2] == 1 else entry for entry in entries) + OK

    driver = IdPrimeCard(Wire(card, without_the_second))
    driver.open()
    assert [certificate.index for certificate in driver.certificates()] == [0]


def test_a_file_that_is_said_to_end_with_its_last_byte_is_whole() -> None:
    card = make_card()
    card.power_on()

    def with_a_warning(_number: int, command: bytes) -> bytes | None:
        if command[1] != 0xB0:
            return None
        answer = card.transmit(command)
        return answer[:-2] + b"\x62\x82" if answer[-2:] == OK else answer

    driver = IdPrimeCard(Wire(card, with_a_warning))
    driver.open()
    assert driver.card_number == "9752279000000000000"
    assert len(driver.certificates()) == 1


def test_a_certificate_that_was_read_before_signs_after_a_new_beginning() -> None:
    card = make_card()
    certificate = opened(card)[0].certificates()[0]
    driver, wire = opened(card)
    driver.verify(pin())
    assert len(driver.sign(certificate, Scheme.PS256, b"x")) == 256
    sent = len(wire.sent)
    with pytest.raises(ValueError, match="SHA-256"):
        driver.sign_digest(certificate, Scheme.PS256, bytes(20))
    assert len(wire.sent) == sent


# -- what stands in the files ------------------------------------------------------------------------------------

DER = key_on_card("rsa2048").certificate.public_bytes(Encoding.DER)


@pytest.mark.parametrize("content", [pack_certificate(DER), DER, DER + bytes(100)])
def test_packed_and_plain_certificates(content: bytes) -> None:
    assert files.unpack_certificate(content) == DER


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x01\x00",
        pack_certificate(DER)[:-5],
        b"\x01\x00\xff\x00" + zlib.compress(DER),
        b"\x01\x00\xff\xff" + zlib.compress(bytes(10_000_000)),  # a bomb
        DER[:-1],
        DER + b"x",
        b"\x04\x02ab",
        pack_certificate(b"no certificate"),
    ],
)
def test_certificates_that_are_none_are_garbled(content: bytes) -> None:
    fails("card.garbled", lambda: files.unpack_certificate(content))


@given(st.binary(max_size=400))
def test_any_bytes_as_any_file_are_understood_or_garbled(raw: bytes) -> None:
    def containers() -> object:
        return [entry.container for entry in files.parse_index(raw)]

    calls: list[Callable[[], object]] = [
        containers,
        lambda: files.parse_key_map(raw),
        lambda: files.unpack_certificate(raw),
        lambda: files.key_shape(raw),
        lambda: files.printable_card_number(raw),
    ]
    assert {code_of(call) for call in calls} <= {"", "card.garbled"}


@given(st.integers(0, len(DER) - 1), st.integers(1, 255))
def test_a_certificate_with_one_byte_changed_has_a_key_or_is_garbled(at: int, change: int) -> None:
    damaged = bytearray(DER)
    damaged[at] ^= change
    assert code_of(lambda: files.key_shape(bytes(damaged))) in {"", "card.garbled"}


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (bytes.fromhex("9752279000000000012f" + "ff" * 6), "9752279000000000012"),
        (bytes.fromhex("ff" * 6 + "f9752279000000000012"), "9752279000000000012"),
        (b"CARD-0001".ljust(16, b"\0"), "CARD-0001"),
        (bytes(range(16)), "000102030405060708090A0B0C0D0E0F"),
        (b"\xff" * 16, "F" * 32),
    ],
)
def test_card_numbers_for_people(content: bytes, shown: str) -> None:
    assert files.printable_card_number(content) == shown


@pytest.mark.parametrize("name", ["kxc", "kxcAB", "ksc123", "kxc\N{SUPERSCRIPT TWO}"])
def test_a_certificate_without_a_number_of_its_own_is_garbled(name: str) -> None:
    fails("card.garbled", lambda: files.IndexEntry(1, name, "mscp").container)
    assert files.IndexEntry(1, name, "other").container is None


def test_a_container_beyond_the_last_reference_is_garbled() -> None:
    assert files.default_key_ref(3, 8) == 0xFF
    fails("card.garbled", lambda: files.default_key_ref(3, 9))


def test_a_certificate_of_the_first_version_says_its_key_too() -> None:
    der = key_on_card("ec256").certificate.public_bytes(Encoding.DER)
    to_be_signed, *rest = tlv.only(der).children()
    version, *fields = to_be_signed.children()
    assert version.tag == 0xA0
    inner = b"".join(tlv.encode(item.tag, item.value) for item in fields)
    outer = tlv.encode(0x30, inner) + b"".join(tlv.encode(item.tag, item.value) for item in rest)
    assert files.key_shape(tlv.encode(0x30, outer)) == files.key_shape(der) == files.KeyShape("ec", 64)
