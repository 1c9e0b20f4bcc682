"""Keeps the window's place in the profile. It matters to nobody: what cannot be read is as if it were not there."""

from __future__ import annotations

import json
from pathlib import Path

from cosmic_login.core.window_geometry import Area, WindowGeometry
from cosmic_login.profile.files import write_atomic

_LARGEST = 1 << 16


def read_window_place(path: Path) -> WindowGeometry | None:
    """Return the place that was kept, or None."""
    try:
        raw = json.loads(path.read_bytes())
        numbers = [raw[name] for name in Area._fields]
        maximised = raw["maximised"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if type(maximised) is not bool or any(type(number) is not int or abs(number) > _LARGEST for number in numbers):
        return None
    return WindowGeometry(Area(*numbers), maximised)


def write_window_place(path: Path, place: WindowGeometry) -> None:
    """Keep the place. Raises ``profile.*``."""
    write_atomic(path, json.dumps({**place.area._asdict(), "maximised": place.maximised}).encode() + b"\n")
