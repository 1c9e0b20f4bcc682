"""PySide6's classes are made before a login needs them (`ui/qt_classes.py`)."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cosmic_login.ui.qt_classes import ClassMaker

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


IN_ONE_THREAD = """
import sys, threading
from PySide6 import QtCore, QtGui, QtWidgets
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.testing.gallery.told_ports import ToldPorts

imported, early = [], []

class Watch:
    def find_spec(self, name, path=None, target=None):
        if threading.current_thread() is threading.main_thread():
            return
        if not name.startswith(("cosmic_login.gui", "cosmic_login.ui")):
            return
        imported.append(name)
        modules = (QtCore, QtGui, QtWidgets)
        if any(each.startswith("Q") and each not in vars(module) for module in modules for each in dir(module)):
            early.append(name)

sys.meta_path.insert(0, Watch())
app = LoginApplication(ToldPorts())
app.ready.connect(app.window.close)
status = app.run()
print("cosmic_login.gui.shell.furnishing" in imported, early)
sys.exit(status)
"""


def test_no_thread_imports_windows_before_all_classes_are_made() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", IN_ONE_THREAD], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "True []\n", "")


def test_who_waits_for_classes_hears_that_the_program_ends() -> None:
    maker = ClassMaker()
    maker.stop()
    assert not maker.wait()
