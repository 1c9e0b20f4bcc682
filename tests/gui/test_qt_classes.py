"""PySide6's classes are made before a login needs them (`ui/qt_classes.py`)."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import gc, sys
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QScrollArea
from cosmic_login.ui.qt_classes import ClassMaker

class Watch(QObject):
    def eventFilter(self, watched, event):
        return False

def classes():
    gc.collect()
    return sum(isinstance(thing, type) for thing in gc.get_objects())

app = QApplication([])
area, watch = QScrollArea(), Watch()
if sys.argv[1] == "prepared":
    maker = ClassMaker()
    maker.begin()
    turns = 0
    while maker.working:
        app.processEvents()
        turns += 1
    assert turns > 100, "it does not go by small steps"
before = classes()
area.viewport()
app.installEventFilter(watch)
area.show()
app.processEvents()
print(classes() - before)
"""


@pytest.mark.parametrize(("way", "least", "most"), [("prepared", 0, 20), ("unprepared", 100, 10_000)])
def test_no_class_is_left_for_the_first_login(way: str, least: int, most: int) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, way], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert least <= int(done.stdout) <= most
