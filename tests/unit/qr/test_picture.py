"""QR codes as modules: what another reader makes of them, their quiet zone, and what is no code."""

from __future__ import annotations

import hmac
import re
import xml.etree.ElementTree as ET

import pytest
import zxingcpp

from cosmic_login.qr.picture import MASK, QUIET_ZONE, Modules, as_pgm, as_svg, modules_of

FRAME = "bankid.67df3917-fa0d-44e5-b327-edcc928297f8.0.dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8"


def test_a_frame_of_the_published_length_is_a_code_of_version_7() -> None:
    modules = modules_of(FRAME)
    assert modules.size == 17 + 4 * 7
    assert len(modules.rows) == modules.size
    assert {len(row) for row in modules.rows} == {modules.size}


def frame_at(second: int, app: str = "bankid") -> str:
    code = hmac.digest(b"secret", str(second).encode(), "sha256").hex()
    return f"{app}.67df3917-fa0d-44e5-b327-edcc928297f8.{second}.{code}"


def format_of(modules: Modules) -> list[tuple[str, int]]:
    """Read level and mask from both copies of the format information (ISO/IEC 18004, section 7.9)."""
    last = modules.size - 1
    around = [(8, column) for column in (0, 1, 2, 3, 4, 5, 7, 8)] + [(row, 8) for row in (7, 5, 4, 3, 2, 1, 0)]
    apart = [(last - place, 8) for place in range(7)] + [(8, last - 7 + place) for place in range(8)]
    found = []
    for places in (around, apart):
        bits = int("".join("01"[modules.dark(row, column)] for row, column in places), 2) ^ 0b101010000010010
        found.append(({1: "L", 0: "M", 3: "Q", 2: "H"}[bits >> 13], bits >> 10 & 0b111))
    return found


@pytest.mark.parametrize("app", ["bankid", "siths"])
def test_through_an_order_the_code_keeps_size_level_and_mask(app: str) -> None:
    seconds = [*range(181), 999, 1000, 9_999, 10_000, 99_999]
    codes = [modules_of(frame_at(second, app)) for second in seconds]
    assert {code.size for code in codes} == {17 + 4 * 7}
    assert {told for code in codes for told in format_of(code)} == {("M", MASK)}
    for second, code in zip(seconds, codes, strict=True):
        assert read(code) == [frame_at(second, app)]


@pytest.mark.parametrize("token", range(1, 60))
def test_no_second_makes_a_frame_of_any_length_larger(token: int) -> None:
    def at(second: int) -> int:
        return modules_of(f"a.{'t' * token}.{second}.{'0' * 64}").size

    assert at(0) == at(9) == at(10) == at(179) == at(99_999)


def test_what_only_resembles_a_frame_is_given_no_room() -> None:
    text = "x" * 62
    assert modules_of(text).size < modules_of(f"a.b.1.{'0' * 64}").size
    assert modules_of(f"a.b.{'0' * 62}").size == modules_of("x" * 66).size


def test_the_three_finders_stand_in_their_corners() -> None:
    modules = modules_of(FRAME)
    finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    for top, left in ((0, 0), (0, modules.size - 7), (modules.size - 7, 0)):
        found = ["".join("01"[modules.dark(top + row, left + column)] for column in range(7)) for row in range(7)]
        assert found == finder


def test_outside_the_code_it_is_light() -> None:
    modules = modules_of("hej")
    assert not any(modules.dark(row, -1) or modules.dark(-1, row) for row in range(-1, modules.size + 1))
    assert not modules.dark(modules.size, 0)


@pytest.mark.parametrize("text", [FRAME, "siths-activate.abc", "räksmörgås", "x" * 1000])
@pytest.mark.parametrize("module", [1, 2, 3, 5])
def test_the_picture_reads_back_to_the_text(text: str, module: int) -> None:
    code = modules_of(text)
    side, _ = _parsed(as_pgm(code, module))
    assert side == (code.size + 2 * QUIET_ZONE) * module
    assert read(code, module) == [text]


@pytest.mark.parametrize("text", [FRAME, "räksmörgås"])
def test_the_picture_for_a_browser_is_the_same(text: str) -> None:
    code = modules_of(text)
    root = ET.fromstring(as_svg(code))  # noqa: S314 - ours
    side = code.size + 2 * QUIET_ZONE
    assert root.get("viewBox") == f"0 0 {side} {side}"
    painted = bytearray(side * side)
    for start, row, length, end in re.findall(r"M(\d+) (\d+)h(\d+)v1H(\d+)z", root[1].get("d", "")):
        assert start == end
        place = int(row) * side + int(start)
        painted[place : place + int(length)] = b"\1" * int(length)
    places = range(-QUIET_ZONE, code.size + QUIET_ZONE)
    assert bytes(painted) == bytes(code.dark(row, column) for row in places for column in places)


def read(code: Modules, module: int = 2) -> list[str]:
    """Read a code with the other library."""
    side, pixels = _parsed(as_pgm(code, module))
    return [found.text for found in zxingcpp.read_barcodes(memoryview(pixels).cast("B", (side, side)))]


def _parsed(pgm: bytes) -> tuple[int, bytes]:
    magic, width, height, rest = pgm.split(b" ", 3)
    depth, _, pixels = rest.partition(b"\n")
    assert (magic, width, depth) == (b"P5", height, b"255")
    assert len(pixels) == int(width) ** 2
    return int(width), pixels


def test_a_text_that_fits_no_code_is_refused_without_showing_it() -> None:
    with pytest.raises(ValueError, match="4000 characters") as caught:
        modules_of("secret!!" * 500)
    assert "secret" not in repr(caught.value)
    with pytest.raises(ValueError, match="0 characters"):
        modules_of("")


def test_the_text_is_not_shown_by_the_modules() -> None:
    assert repr(modules_of("siths.secret")) == "<Modules 21 x 21>"
