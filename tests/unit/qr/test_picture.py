"""QR codes as modules: what another reader makes of them, their quiet zone, and what is no code."""

from __future__ import annotations

import pytest
import zxingcpp

from cosmic_login.qr.picture import QUIET_ZONE, as_pgm, modules_of

FRAME = "bankid.67df3917-fa0d-44e5-b327-edcc928297f8.0.dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8"


def test_a_frame_of_the_published_length_is_a_code_of_version_7() -> None:
    modules = modules_of(FRAME)
    assert modules.size == 17 + 4 * 7
    assert len(modules.rows) == modules.size
    assert {len(row) for row in modules.rows} == {modules.size}


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
    pgm = as_pgm(modules_of(text), module)
    side, pixels = _parsed(pgm)
    assert side == (modules_of(text).size + 2 * QUIET_ZONE) * module
    image = memoryview(pixels).cast("B", (side, side))
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [text]


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
