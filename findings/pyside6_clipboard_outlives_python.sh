#!/usr/bin/env bash
# PySide6 6.11.3 on the platform "offscreen": what a program puts on the clipboard as a QMimeData that it made itself (setMimeData) belongs to a
# static object of Qt's, which is destroyed by the C library's exit, when Python has ended already. The destructor of what Python made asks
# Python, and every such program ends by a segmentation fault, whatever it did before: a run of tests does so after its last line. setText is
# no trouble (Qt makes that data itself), nor is a clipboard that is cleared, or filled anew by setText, before the end.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check PySide6-Essentials==6.11.3
cat >"$work/run.py" <<'PY'
import sys

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

app = QGuiApplication([])
data = QMimeData()
data.setText("Hej")
if sys.argv[1] == "text":
    app.clipboard().setText("Hej")
else:
    app.clipboard().setMimeData(data)
if sys.argv[1] == "cleared":
    app.clipboard().clear()
PY
export QT_QPA_PLATFORM=offscreen
for way in text cleared left; do
    { "$work/venv/bin/python" "$work/run.py" "$way"; } 2>/dev/null && code=0 || code=$?
    echo "$way: $code"
done | tee "$work/seen"
printf '%s\n' 'text: 0' 'cleared: 0' 'left: 139' | diff - "$work/seen"
echo "as described"
