#!/usr/bin/env bash
# PySide6-Essentials 6.11.3 (Qt 6.11), offscreen: a button pressed by its Alt letter is clicked by a timer, a tenth of a second
# after the key. If its page is hidden in between (a stack of screens went on, say), `clicked` is emitted all the same, by a
# button that nobody sees; a slot that then gives a child of that page the focus takes it from what is on the screen, and the
# keyboard reaches nothing there. A button that is disabled in between is clicked as well, though `click()` on a disabled one does
# nothing. Enter and the mouse click at once, so a test that uses those never meets it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check PySide6-Essentials==6.11.3
cat >"$work/run.py" <<'PY'
import sys

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

app = QApplication([])
stack = QStackedWidget()
first, second = QWidget(), QWidget()
button, hidden_field, field = QPushButton("&Next"), QLineEdit(), QLineEdit()
for page, parts in ((first, (button, hidden_field)), (second, (field,))):
    column = QVBoxLayout(page)
    for part in parts:
        column.addWidget(part)
    stack.addWidget(page)
clicks = []
button.clicked.connect(lambda: (clicks.append((button.isVisible(), button.isEnabled())), hidden_field.setFocus()))
stack.show()
stack.activateWindow()
button.setFocus()
while not stack.isActiveWindow():
    app.processEvents()

QTest.keyClick(stack, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
at_once = len(clicks)
if sys.argv[1] == "hidden":
    stack.setCurrentWidget(second)
    field.setFocus()
elif sys.argv[1] == "disabled":
    button.setEnabled(False)
loop = QEventLoop()
QTimer.singleShot(400, loop.quit)
loop.exec()
focus = app.focusWidget()
state = [f"visible={visible} enabled={enabled}" for visible, enabled in clicks]
print(f"{sys.argv[1]}: at once {at_once}, then {state}, focus where one looks: {focus is not None and focus.isVisible()}")
PY
cd "$work"
for what in stays hidden disabled; do
  QT_QPA_PLATFORM=offscreen "$work/venv/bin/python" run.py "$what" 2>>warned
done | tee seen
diff - seen <<'SEEN'
stays: at once 0, then ['visible=True enabled=True'], focus where one looks: True
hidden: at once 0, then ['visible=False enabled=True'], focus where one looks: False
disabled: at once 0, then ['visible=True enabled=False'], focus where one looks: True
SEEN
echo "as described"
