#!/usr/bin/env bash
# PySide6-Essentials 6.11.3: a screen that QWidget.screen() returns becomes, for the binding, a child of that very widget,
# though it belongs to the application and other windows are on it too. QGuiApplication.primaryScreen() returns the same
# object and makes it nobody's child, until some widget is asked. What the binding holds for a widget's children goes with
# the widget when Python frees it; our test process ended with a segmentation fault some windows later.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check PySide6-Essentials==6.11.3
cat >"$work/run.py" <<'PY'
import shiboken6
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget


def parent(thing: object) -> str:
    lines = [line for line in shiboken6.dump(thing).splitlines() if line.startswith("parent")]
    return "a widget" if lines and "QWidget" in lines[0] else "nobody"


app = QApplication([])
window, screen = QWidget(), QGuiApplication.primaryScreen()
print("before:", parent(screen))
print("the same object:", window.screen() is screen)
print("after:", parent(screen))
print("for Qt:", screen.parent())
PY
cd "$work"
QT_QPA_PLATFORM=offscreen "$work/venv/bin/python" run.py | tee seen
printf '%s\n' 'before: nobody' 'the same object: True' 'after: a widget' 'for Qt: None' | diff - seen
echo "as described"
