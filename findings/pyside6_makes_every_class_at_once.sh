#!/usr/bin/env bash
# PySide6 6.11.3: classes are made when they are first named, which keeps the start short; but the first time that Qt hands
# Python a widget it did not make itself (QScrollArea.viewport(), QWidget.parentWidget() of one, focusWidget() of a dialog
# box), the binding looks for the most derived class and makes *every* subclass of QWidget of the imported modules to do
# so, with all their enumerations: more than a hundred classes in one call, ten and more milliseconds in the thread of the
# GUI, in the middle of whatever a person is doing. The first event filter on the application does the same for QObject.
# A program that has named them all before (in small steps after its first paint) does not see it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check PySide6-Essentials==6.11.3
cat >"$work/run.py" <<'PY'
import gc
import sys

from PySide6 import QtCore, QtGui, QtWidgets


def classes():
    gc.collect()
    return sum(isinstance(thing, type) for thing in gc.get_objects())


app = QtWidgets.QApplication([])
area = QtWidgets.QScrollArea()
if sys.argv[1] == "named":
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            getattr(module, name)
before = classes()
area.viewport()
made = classes() - before
print(f"{sys.argv[1]}: more than 100 classes made by viewport(): {made > 100}")
PY
cd "$work"
export QT_QPA_PLATFORM=offscreen
for way in plain named; do "$work/venv/bin/python" run.py "$way"; done | tee seen
printf '%s\n' 'plain: more than 100 classes made by viewport(): True' 'named: more than 100 classes made by viewport(): False' | diff - seen
echo "as described"
