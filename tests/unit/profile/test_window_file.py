"""The window's place: what is kept, and what is made of it on other screens."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmic_login.core.window_geometry import Area, WindowGeometry, beside, corrected
from cosmic_login.profile.window_file import read_window_place, write_window_place

SCREENS = (Area(0, 0, 1920, 1040), Area(1920, 200, 1280, 720))
PLACE = WindowGeometry(Area(100, 50, 960, 680))


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    assert read_window_place(path) is None
    write_window_place(path, PLACE._replace(maximised=True))
    assert read_window_place(path) == PLACE._replace(maximised=True)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"x": 1, "y": 2, "width": "3", "height": 4, "maximised": false}',
        b'{"x": 1, "y": 2, "width": 1e400, "height": 4, "maximised": false}',
        b'{"x": 1, "y": 2, "width": 99999999999, "height": 4, "maximised": false}',
        b'{"x": 1, "y": 2, "width": 3, "height": 4, "maximised": 1}',
        b"[" * 100000,
    ],
)
def test_what_cannot_be_read_is_as_if_it_were_not_there(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "window.json"
    path.write_bytes(raw)
    assert read_window_place(path) is None


@pytest.mark.parametrize(
    ("area", "becomes"),
    [
        (Area(100, 50, 960, 680), Area(100, 50, 960, 680)),
        (Area(-700, 50, 960, 680), Area(-700, 50, 960, 680)),  # most of it is out to the left, but it can be moved
        (Area(2000, 300, 960, 680), Area(2000, 300, 960, 680)),  # on the second screen
        (Area(-900, 50, 960, 680), Area(480, 180, 960, 680)),  # too little is left to be moved
        (Area(100, -40, 960, 680), Area(480, 180, 960, 680)),  # the title bar is above the screen
        (Area(4000, 100, 960, 680), Area(480, 180, 960, 680)),  # on a screen that has gone
        (Area(100, 50, 5000, 5000), Area(100, 50, 1920, 1040)),
        (Area(-4000, 50, 5000, 680), Area(0, 180, 1920, 680)),  # what was in reach is so no more when it fits
        (Area(100, 50, 1, 1), Area(100, 50, 280, 320)),
    ],
)
def test_a_place_is_corrected_when_it_cannot_be_reached(area: Area, becomes: Area) -> None:
    assert corrected(WindowGeometry(area), SCREENS).area == becomes


def test_without_a_screen_a_place_is_left_as_it_is() -> None:
    assert corrected(PLACE, ()) == PLACE


numbers = st.integers(-(1 << 16), 1 << 16)


@given(st.builds(Area, numbers, numbers, numbers, numbers), st.booleans())
def test_whatever_was_kept_the_title_bar_can_be_reached_and_stays_so(area: Area, maximised: bool) -> None:
    place = corrected(WindowGeometry(area, maximised), SCREENS)
    assert place.maximised is maximised
    assert any(
        place.area.x < screen.x + screen.width
        and screen.x < place.area.x + place.area.width
        and screen.y <= place.area.y < screen.y + screen.height
        for screen in SCREENS
    )
    assert corrected(place, SCREENS) == place


ROOM = Area(0, 0, 1280, 760)


@pytest.mark.parametrize(
    ("room", "window", "wanted", "own", "other"),
    [
        (
            (0, 0, 1920, 1040),
            (100, 50, 960, 720),
            (408, 820),
            (100, 50, 960, 720),
            (1068, 50, 408, 820),
        ),  # to the right
        ((0, 0, 1920, 1040), (900, 50, 960, 720), (408, 820), (900, 50, 960, 720), (484, 50, 408, 820)),  # left
        ((0, 0, 1400, 800), (300, 20, 960, 720), (408, 820), (24, 20, 960, 720), (992, 0, 408, 800)),  # it moves
        (ROOM, (160, 20, 960, 720), (408, 820), (0, 20, 864, 720), (872, 0, 408, 760)),  # it becomes narrower
        ((50, 0, 760, 800), (50, 0, 700, 700), (408, 820), (50, 0, 420, 700), (478, 0, 332, 800)),  # both do
        ((0, 0, 640, 480), (0, 0, 600, 400), (408, 820), (0, 0, 420, 400), (320, 0, 320, 480)),  # there is no room
        (ROOM, (-400, 20, 500, 720), (408, 820), (-400, 20, 500, 720), (108, 0, 408, 760)),
        (ROOM, (1000, 20, 960, 720), (408, 820), (0, 20, 864, 720), (872, 0, 408, 760)),
    ],
)
def test_two_windows_stand_beside_each_other(
    room: tuple[int, ...],
    window: tuple[int, ...],
    wanted: tuple[int, int],
    own: tuple[int, ...],
    other: tuple[int, ...],
) -> None:
    assert beside(Area(*room), Area(*window), wanted, (420, 320)) == (Area(*own), Area(*other))


@given(st.integers(0, 900), st.integers(280, 3000), st.integers(280, 2000))
def test_neither_covers_the_other_while_the_least_widths_have_room(x: int, width: int, wanted: int) -> None:
    own, other = beside(ROOM, Area(x, 0, width, 700), (wanted, 700), (420, 320))
    assert own.x + own.width <= other.x or other.x + other.width <= own.x
    assert other.x >= ROOM.x
    assert other.x + other.width <= ROOM.x + ROOM.width
    assert other.width >= min(wanted, 320)
    assert own.width >= min(width, 420)
