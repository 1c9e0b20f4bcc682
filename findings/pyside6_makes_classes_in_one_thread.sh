#!/usr/bin/env bash
# PySide6 6.11.3: a class is made when it is first named, and that runs Python code (its enumerations), during which another thread may get its
# turn. Who names the same class there gets it half made: a class derived of it is not known as one of Qt's ("A subclass of QObject is not
# inheriting QObject. A crash might happen"), and the process ends by a segmentation fault now or later, or hangs. So two threads, one of them
# importing modules with windows while the other opens one, are a fault of the program; all that can be done is to have the classes made first, by one.
# Here the interpreter switches threads as often as it can; each way is tried some times, for it is a race.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check PySide6-Essentials==6.11.3
cat >"$work/run.py" <<'PY'
import sys
import threading

from PySide6 import QtGui, QtWidgets

if sys.argv[1] == "first":
    QtWidgets.QDialog, QtWidgets.QTextBrowser, QtGui.QTextDocument
sys.setswitchinterval(1e-6)
together = threading.Barrier(2)


def derive():
    together.wait()
    return [type("Mine", (base,), {}) for base in (QtWidgets.QDialog, QtWidgets.QTextBrowser, QtGui.QTextDocument)]


thread = threading.Thread(target=derive)
thread.start()
together.wait()
QtWidgets.QDialog, QtWidgets.QTextBrowser, QtGui.QTextDocument
thread.join()
PY
export QT_QPA_PLATFORM=offscreen
for way in first together; do
    bad=0
    for _ in $(seq 40); do
        { timeout 20 "$work/venv/bin/python" "$work/run.py" "$way" >"$work/said" 2>&1; } 2>/dev/null && ! [ -s "$work/said" ] || bad=$((bad + 1))
    done
    echo "$way: some runs went wrong: $([ "$bad" -gt 0 ] && echo True || echo False)"
done | tee "$work/seen"
printf '%s\n' 'first: some runs went wrong: False' 'together: some runs went wrong: True' | diff - "$work/seen"
echo "as described"
