#!/usr/bin/env bash
# Qt 6.11.3 (PySide6-Essentials): the first action that a checkable button tells assistive technology is "Toggle" ("Press" is
# the second), and it is carried out by setting the check state, not by a click: "toggled" is emitted, "pressed",
# "released" and "clicked" are not, and nextCheckState(), by which a subclass decides what a press comes to, is not asked.
# Who handles "clicked" alone, as one may for a mouse and a keyboard, has a switch that looks thrown to a screen reader's
# user and does nothing. A handler of "toggled" that knows its own changes from those of others hears of both.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check PySide6-Essentials==6.11.3
cat >"$work/run.py" <<'PY'
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPushButton


class Switch(QPushButton):
    def nextCheckState(self):
        heard.append("nextCheckState")
        super().nextCheckState()


app = QApplication([])
heard = []
button = Switch("a switch")
button.setCheckable(True)
for signal in ("pressed", "released", "clicked", "toggled"):
    getattr(button, signal).connect(lambda *_, name=signal: heard.append(name))
button.click()
print("click:", *heard)
heard.clear()
able = QAccessible.queryAccessibleInterface(button).actionInterface()
print("actions:", *(name for name in able.actionNames() if name != "SetFocus"))
able.doAction("Toggle")
print("Toggle:", *heard)
PY
cd "$work"
QT_QPA_PLATFORM=offscreen "$work/venv/bin/python" run.py | tee seen
printf '%s\n' 'click: pressed nextCheckState toggled released clicked' 'actions: Toggle Press' 'Toggle: toggled' | diff - seen
echo "as described"
