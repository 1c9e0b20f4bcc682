#!/usr/bin/env bash
# PySide6-Essentials 6.11.3: QShortcut(key, parent, callable, context=...) takes a context and does not heed it, by name or by
# place: the shortcut is one of its window (the default), without a word. In Qt's own C++ overload the same argument counts.
# Beside no callable it does count here too, and so does setContext() afterwards. Who binds a key for the whole application
# in one line has one that is dead in every other window of it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check PySide6-Essentials==6.11.3
cat >"$work/run.py" <<'PY'
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

app = QApplication([])
window, key, wanted = QWidget(), QKeySequence("F7"), Qt.ShortcutContext.ApplicationShortcut
print("by name:", QShortcut(key, window, print, context=wanted).context().name)
print("by place:", QShortcut(key, window, print, wanted).context().name)
print("no callable:", QShortcut(key, window, context=wanted).context().name)
shortcut = QShortcut(key, window, print)
shortcut.setContext(wanted)
print("set:", shortcut.context().name)
PY
cd "$work"
QT_QPA_PLATFORM=offscreen "$work/venv/bin/python" run.py | tee seen
printf '%s\n' 'by name: WindowShortcut' 'by place: WindowShortcut' 'no callable: ApplicationShortcut' 'set: ApplicationShortcut' |
	diff - seen
echo "as described"
