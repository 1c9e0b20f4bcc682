#!/usr/bin/env bash
# PySide6-Essentials 6.11.3 (Qt 6.11): which thread is "the main one" is decided by the first QObject of the process, for
# as long as that object or that thread lives. Reading a picture (QImage.fromData, even of bytes that are none) makes one behind
# the scenes, which stays for ever; making a QImage and painting on it does not. If that happened in a worker thread, be it
# long gone, the QApplication made later in Python's main thread warns once, and event filters on it are never called: no shortcut of the
# application, no idle watch. Nothing raises. Test runs meet it: a phone's thread first, pytest-qt's application after.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check PySide6-Essentials==6.11.3
cat >"$work/run.py" <<'PY'
import sys
import threading

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QGuiApplication, QImage, QPainter


def paint() -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.drawLine(1, 1, 6, 6)
    painter.end()


WORK = {"paint": paint, "read": lambda: QImage.fromData(b"none"), "object": QObject}
done, end = threading.Event(), threading.Event()


def thread() -> None:
    WORK[sys.argv[1]]()
    done.set()
    if sys.argv[2] == "stays":
        end.wait()


worker = threading.Thread(target=thread, daemon=True)
worker.start()
done.wait()
if sys.argv[2] == "ends":
    worker.join()


class Filter(QObject):
    called = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.called = self.called or event.type() == QEvent.Type.User
        return False


app, listens, thing = QGuiApplication([]), Filter(), QObject()
app.installEventFilter(listens)
QCoreApplication.sendEvent(thing, QEvent(QEvent.Type.User))
print(*sys.argv[1:], "-> filter called:", listens.called)
PY
cd "$work"
for what in paint read object; do
  for then in stays ends; do
    QT_QPA_PLATFORM=offscreen "$work/venv/bin/python" run.py "$what" "$then" 2>>warned
  done
done | tee seen
diff - seen <<'SEEN'
paint stays -> filter called: True
paint ends -> filter called: True
read stays -> filter called: False
read ends -> filter called: False
object stays -> filter called: False
object ends -> filter called: True
SEEN
test "$(grep -c 'QApplication was not created in the main() thread' warned)" = 3
echo "as described"
