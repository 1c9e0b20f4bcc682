"""Windows beside the main one on a screen of 1280 x 800: none covers another, at the largest text that has room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect

#: A main window with a pane, which is a window of its own if the text is large; then the phone comes, and goes.
PROGRAM = """
import json, os, sys
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from cosmic_login.ui.side_by_side import beside_of
from cosmic_login.ui.side_pane import SidePane
from cosmic_login.ui.theme import Theme
app = QApplication([])
theme = Theme(app, "light", float(sys.argv[1]))
window = QMainWindow()
window.resize(theme.px(480), 700)
window.move(100, 20)
window.show()
pane = SidePane(window, "lesson", wide=320, room=760)
pane.fill(QWidget(), "Lesson")
pane.show()
def places(phone=None):
    app.processEvents()
    own = pane.own.frameGeometry() if pane.apart else None
    return [rect.getRect() if rect is not None else None for rect in (window.frameGeometry(), own, phone)]
told = [places()]
phone = beside_of(window).make_room("phone", QSize(theme.px(408), theme.px(820)))
told.append(places(phone))
beside_of(window).give_back("phone")
told.append(places())
print(json.dumps(told), flush=True)
os._exit(0)
"""


_TITLE_BAR = 32


def told(tmp_path: Path, scale: float) -> list[list[list[int] | None]]:
    """Return where the window, the pane and the phone are: before there is a phone, beside it, and after it."""
    screen = {"name": "one", "x": 0, "y": 0, "width": 1280, "height": 800}
    screen |= {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": [screen]}))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(scale)],
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: list[list[list[int] | None]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
def test_neither_phone_nor_pane_covers_another_window(tmp_path: Path, scale: float) -> None:
    beside = told(tmp_path, scale)[1]
    there = [QRect(*place) for place in beside if place is not None]
    for number, one in enumerate(there):
        assert QRect(0, 0, 1280, 800).contains(one), beside
        assert not any(one.intersects(other) for other in there[number + 1 :]), beside


def test_everything_has_its_place_again_when_the_phone_has_gone(tmp_path: Path) -> None:
    (window, pane, _), _, (window_after, pane_after, _) = told(tmp_path, 1.5)
    assert window_after == window
    assert pane is not None
    assert pane_after is not None
    # The frame of a window is known when it is up.
    assert max(abs(one - other) for one, other in zip(pane_after, pane, strict=True)) <= _TITLE_BAR
