from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmic_login.cards.apdu import ApduError, Command, Response, transmit_t0
from cosmic_login.cards.reader import Leave
from cosmic_login.core.failures import LoginFailure

byte = st.integers(0, 255)


@st.composite
def commands(draw: st.DrawFn) -> Command:
    extended = draw(st.booleans())
    data = draw(st.binary(max_size=2000 if extended else 255))
    ne = draw(st.none() | st.integers(1, 65536 if extended else 256))
    if extended and not data and ne is None:
        ne = 1
    return Command(draw(byte), draw(byte), draw(byte), draw(byte), data, ne, extended)


@given(commands())
def test_every_case_comes_back_as_it_went(command: Command) -> None:
    raw = command.encode()
    assert Command.parse(raw) == command
    assert Command.parse(bytes(raw)) == command


@given(st.binary(max_size=600))
def test_parsing_anything_gives_a_command_or_says_no(raw: bytes) -> None:
    try:
        command = Command.parse(raw)
    except ApduError:
        return
    assert bytes(command.encode()) == raw


@pytest.mark.parametrize(
    ("raw", "case", "length", "ne"),
    [
        ("00200011", 1, 0, None),
        ("00b0000000", 2, 0, 256),
        ("00ca9f7f2d", 2, 0, 45),
        ("00a4040c02abcd", 3, 2, None),
        ("00a4040002abcd10", 4, 2, 16),
        ("00b00000000000", 2, 0, 65536),
        ("00a4000000000100", 3, 1, None),
        ("00a40000000001ff0102", 4, 1, 258),
    ],
)
def test_the_cases_of_7816_3(raw: str, case: int, length: int, ne: int | None) -> None:
    command = Command.parse(bytes.fromhex(raw))
    assert (command.case, len(command.data), command.ne) == (case, length, ne)


@pytest.mark.parametrize("raw", ["", "0020", "00a4040c03abcd", "00a4040c01abcdef", "00a40000000003ab", "00a400000000"])
def test_what_is_no_command_is_refused(raw: str) -> None:
    with pytest.raises(ApduError):
        Command.parse(bytes.fromhex(raw))


@pytest.mark.parametrize("wrong", [{"cla": 256}, {"data": b"x" * 256}, {"ne": 257}, {"ne": 0}, {"extended": True}])
def test_what_does_not_fit_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ApduError):
        Command(**{"cla": 0, "ins": 0xB0, "p1": 0, "p2": 0, **wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize("ins", [0x20, 0x24, 0x2C])
def test_a_command_with_a_code_does_not_show_it(ins: int) -> None:
    command = Command(0, ins, 0, 0x11, bytearray(b"123456"))
    for shown in (repr(command), str(command), f"{command}"):
        assert "123456" not in shown
        assert b"123456".hex() not in shown
        assert "withheld" in shown
    command.wipe()
    assert not any(command.data)


def test_other_commands_show_their_data() -> None:
    assert "0101" in repr(Command(0, 0xA4, 8, 0, b"\x01\x01", 256))
    assert repr(Command(0, 0xB0, 0, 4, ne=16)) == "<Command 00 B0 00 04, Ne 16>"


@given(st.binary(min_size=0, max_size=2000), st.none() | st.integers(1, 65536))
def test_a_chain_carries_all_data_and_marks_all_but_the_last(data: bytes, ne: int | None) -> None:
    command = Command(0, 0x2A, 0x90, 0xA0, data, ne, extended=bool(data) or ne is not None)
    parts = list(command.chained())
    assert b"".join(bytes(part.data) for part in parts) == data
    assert [part.cla for part in parts] == [0x10] * (len(parts) - 1) + [0x00]
    assert all(len(part.data) <= 255 and not part.extended for part in parts)
    assert all(part.ne is None for part in parts[:-1])
    assert parts[-1].ne == (None if ne is None else min(ne, 256))


@given(st.binary(max_size=300), st.integers(0x61, 0x6F) | st.integers(0x90, 0x9F), byte)
def test_responses_round_trip(data: bytes, sw1: int, sw2: int) -> None:
    raw = data + bytes((sw1, sw2))
    assert Response.parse(raw).encode() == raw


@pytest.mark.parametrize("raw", ["", "90", "5a3c", "6000", "a55a17e8"])
def test_what_is_no_response_is_garbled(raw: str) -> None:
    with pytest.raises(LoginFailure) as caught:
        Response.parse(bytes.fromhex(raw))
    assert caught.value.code == "card.garbled"


class Script:
    """A connection that says what it is told to say."""

    reader, atr = "script", b""

    def __init__(self, *answers: str) -> None:
        self.answers = [bytes.fromhex(answer) for answer in answers]
        self.sent: list[str] = []

    def transmit(self, command: bytes | bytearray) -> bytes:
        self.sent.append(bytes(command).hex())
        return self.answers.pop(0)

    def close(self, leave: Leave = Leave.UNPOWER) -> None: ...


def test_get_response_is_repeated_until_all_is_there() -> None:
    script = Script("6102", "010261 01".replace(" ", ""), "6c01", "039000")
    response = transmit_t0(script, Command(0, 0xA4, 0, 0, b"\x01\x01", 256))
    assert response == Response(b"\x01\x02\x03", 0x9000)
    assert script.sent == ["00a40000020101", "00c0000002", "00c0000001", "00c0000001"]


def test_the_right_length_is_used_when_the_card_names_it() -> None:
    script = Script("6c03", "0102039000")
    assert transmit_t0(script, Command(0, 0xB0, 0, 0, ne=256)).data == b"\x01\x02\x03"
    assert script.sent == ["00b0000000", "00b0000003"]


def test_an_answer_without_end_is_garbled() -> None:
    script = Script("6110", *["6110"] * 3)
    with pytest.raises(LoginFailure) as caught:
        transmit_t0(script, Command(0, 0xA4, 0, 0, b"\x01\x01"))
    assert caught.value.code == "card.garbled"
    assert len(script.sent) == 2


def test_an_answer_that_goes_on_and_on_is_garbled() -> None:
    script = Script("6101", *["aa6101"] * 400)
    with pytest.raises(LoginFailure, match=r"card\.garbled.*does not end"):
        transmit_t0(script, Command(0, 0xA4, 0, 0, b"\x01\x01"))
    assert script.answers, "it was given up before the card was done"


@pytest.mark.parametrize("answer", ["6110", "6c10", "6f00", "63c2", "9000"])
@pytest.mark.parametrize("ins", [0x20, 0x24, 0x2C])
def test_a_command_with_a_code_is_sent_once_whatever_the_card_says(ins: int, answer: str) -> None:
    script = Script(answer)
    response = transmit_t0(script, Command(0, ins, 0, 0x11, bytearray(16)))
    assert len(script.sent) == 1
    assert response.encode().hex() == answer


def test_a_long_command_goes_as_a_chain_and_stops_at_the_first_refusal() -> None:
    script = Script("9000", "6982")
    response = transmit_t0(script, Command(0, 0x2A, 0x90, 0xA0, bytes(600), extended=True))
    assert response.sw == 0x6982
    assert [len(sent) // 2 for sent in script.sent] == [260, 260]
    assert all(sent.startswith("102a90a0ff") for sent in script.sent)


def test_the_answer_to_a_long_command_is_that_of_its_last_part() -> None:
    script = Script("9000", "9000", "0102 9000".replace(" ", ""))
    response = transmit_t0(script, Command(0, 0x2A, 0x90, 0xA0, bytes(600), extended=True))
    assert response == Response(b"\x01\x02", 0x9000)
    assert [sent[:8] for sent in script.sent] == ["102a90a0", "102a90a0", "002a90a0"]


def test_codes_never_go_in_an_extended_command() -> None:
    script = Script()
    with pytest.raises(ApduError):
        transmit_t0(script, Command(0, 0x20, 0, 0x11, bytearray(16), extended=True))
    assert script.sent == []
