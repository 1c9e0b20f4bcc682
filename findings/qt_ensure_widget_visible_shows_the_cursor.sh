#!/usr/bin/env bash
# PySide6 6.11.3 (Qt 6.11): QScrollArea.ensureWidgetVisible does not scroll until the widget can be seen when that widget
# takes text: it scrolls to the rectangle of the text cursor (inputMethodQuery(ImCursorRectangle)) alone. A tall line edit
# below the fold stays half out of sight, and one that paints by itself as well; a plain widget of the same size in the
# same place is shown whole.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check PySide6-Essentials==6.11.3
cat >"$work/run.py" <<'PY'
from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QScrollArea, QWidget

app = QApplication(["probe"])
print("Qt", qVersion())
for kind in (QFrame, QLineEdit):
    area, page = QScrollArea(), QWidget()
    page.resize(200, 1000)
    widget = kind(page)
    widget.setGeometry(0, 600, 180, 120)
    area.setWidget(page)
    area.resize(220, 300)
    area.show()
    app.processEvents()
    area.ensureWidgetVisible(widget, 0, 0)
    bottom = area.verticalScrollBar().value() + area.viewport().height()
    print(f"{kind.__name__}: shown whole: {bottom >= 720}")
PY
QT_QPA_PLATFORM=offscreen "$work/venv/bin/python" "$work/run.py" | tee "$work/seen"
printf '%s\n' 'Qt 6.11.3' 'QFrame: shown whole: True' 'QLineEdit: shown whole: False' | diff - "$work/seen"
echo "as described"
