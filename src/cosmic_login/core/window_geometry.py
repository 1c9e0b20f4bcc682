"""Where a window was, and where it may come up again: screens come and go between two days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

#: What must be on a screen, so that the window can be seen and moved: a piece of its title bar, in logical pixels.
_GRIP_WIDTH, _GRIP_HEIGHT = 120, 24
_SMALLEST = (280, 320)


class Area(NamedTuple):
    """A rectangle in logical pixels."""

    x: int
    y: int
    width: int
    height: int


class WindowGeometry(NamedTuple):
    """A window's place without its frame, in logical pixels; what it had before it was maximised."""

    area: Area
    maximised: bool = False


def corrected(place: WindowGeometry, screens: Sequence[Area]) -> WindowGeometry:
    """Return the place, moved onto the first screen when its title bar cannot be reached, and no larger than it."""
    for screen in screens:
        fitting = _sized(place.area, screen)
        if _reachable(fitting, screen):
            return WindowGeometry(fitting, place.maximised)
    if not screens:
        return place
    home, area = screens[0], _sized(place.area, screens[0])
    x, y = home.x + (home.width - area.width) // 2, home.y + (home.height - area.height) // 2
    return WindowGeometry(Area(x, y, area.width, area.height), place.maximised)


def _sized(area: Area, screen: Area) -> Area:
    width = min(max(area.width, _SMALLEST[0]), screen.width)
    height = min(max(area.height, _SMALLEST[1]), screen.height)
    return Area(area.x, area.y, width, height)


def _reachable(area: Area, screen: Area) -> bool:
    left, right = max(area.x, screen.x), min(area.x + area.width, screen.x + screen.width)
    return right - left >= _GRIP_WIDTH and screen.y <= area.y <= screen.y + screen.height - _GRIP_HEIGHT


#: What two windows beside each other leave between them.
GAP = 8


def beside(room: Area, window: Area, wanted: tuple[int, int], least: tuple[int, int]) -> tuple[Area, Area]:
    """Return where a window goes, and another one beside it that neither covers nor is covered; frames included.

    ``wanted`` is the other one's width and height, ``least`` how narrow the two may become. The window stays where it
    is when there is room at one of its sides, else it moves, and becomes narrower if it must. Where not even the
    least widths have room, the window alone is narrowed to its own, and the other one reaches over it.
    """
    width, height = min(wanted[0], room.width), min(wanted[1], room.height)
    right, left = window.x + window.width + GAP, window.x - GAP - width
    if right + width <= room.x + room.width:
        x = right
    elif left >= room.x and window.x + window.width <= room.x + room.width:
        x = left
    else:
        own = min(window.width, max(least[0], room.width - GAP - width))
        width = min(width, max(least[1], room.width - GAP - own))
        x = room.x + room.width - width
        start = max(room.x, min(window.x, x - GAP - own))
        window = Area(start, window.y, own, window.height)
    y = max(room.y, min(window.y, room.y + room.height - height))
    return window, Area(x, y, width, height)
