from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmic_login.cards import tlv
from cosmic_login.cards.tlv import Tlv, TlvError

tags = st.sampled_from([0x04, 0x30, 0x6F, 0x80, 0x9F7F, 0xDF30, 0x7F49, 0x5F8121, 0xBF8102])


@given(tags, st.binary(max_size=70_000))
def test_one_object_round_trips(tag: int, value: bytes) -> None:
    raw = tlv.encode(tag, value)
    assert tlv.only(raw) == Tlv(tag, value)
    assert tlv.only(raw).encode() == raw


@given(st.lists(st.tuples(tags, st.binary(max_size=300)), max_size=6))
def test_rows_and_nests_round_trip(items: list[tuple[int, bytes]]) -> None:
    row = b"".join(tlv.encode(tag, value) for tag, value in items)
    assert [(item.tag, item.value) for item in tlv.parse(row)] == items
    assert tlv.only(tlv.encode(0x30, row)).children() == tlv.parse(row)


@given(st.binary(max_size=200))
def test_anything_is_parsed_or_refused(raw: bytes) -> None:
    try:
        items = tlv.parse(raw)
    except TlvError:
        return
    assert tlv.parse(b"".join(item.encode() for item in items)) == items


@pytest.mark.parametrize(
    "raw",
    [
        "80",  # no length
        "8001",  # no value
        "800301ab",  # value cut short
        "3080",  # indefinite
        "8081",  # length cut short
        "80850000000001aa",  # length of five bytes
        "9f",  # tag cut short
        "9f8001aa",  # tag that begins with a zero... and needs another byte
        "9f818283848501aa",  # tag too long
    ],
)
def test_damage_is_refused(raw: str) -> None:
    with pytest.raises(TlvError):
        tlv.parse(bytes.fromhex(raw))


def test_lengths_are_as_short_as_can_be() -> None:
    assert [tlv.encode(4, bytes(n))[1:-n].hex() for n in (127, 128, 255, 256, 65536)] == [
        "7f",
        "8180",
        "81ff",
        "820100",
        "83010000",
    ]


def test_something_behind_and_impossible_tags_are_refused() -> None:
    with pytest.raises(TlvError):
        tlv.only(bytes.fromhex("800101800102"))
    with pytest.raises(TlvError):
        tlv.only(b"")
    for tag in (-1, 0x9F, 0x8001, 0x1F80):
        with pytest.raises(TlvError):
            tlv.encode(tag, b"")
    with pytest.raises(TlvError):
        Tlv(0x80, b"").children()


def test_finding() -> None:
    items = tlv.parse(bytes.fromhex("8001aa8101bb8001cc"))
    assert tlv.find(items, 0x80) == Tlv(0x80, b"\xaa")
    assert tlv.find(items, 0x82) is None
