#!/usr/bin/env bash
# PySide6 6.11.3: once PySide6.QtCore has been imported, the import of any module that looks up a name on a Qt class
# opens and reads that module's *source file* again, though its compiled form is there and current: the feature switch
# ("snake_case", "true_property") looks whether the text says PySide6. A module of one line costs a read; a large
# application reads every one of its sources at start. Seen by an audit hook, with compiled code on disk.
# Also: the first look at one name of QtCore.Qt (Qt.AlignmentFlag) makes the classes of all its enumerations, some ninety of them, at once; that costs
# more than an empty window's first paint, and "from PySide6.QtCore import Qt" is what every example begins with.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check PySide6-Essentials==6.11.3
mkdir "$work/app"
cat >"$work/app/plain.py" <<'PY'
from PySide6.QtCore import QSize

SIZE = QSize(1, 2)
AREA = SIZE.width() * SIZE.height()
PY
cat >"$work/app/run.py" <<'PY'
import enum
import gc
import sys

opened = []
sys.addaudithook(lambda event, values: opened.append(str(values[0])) if event == "open" else None)


def enumerations():
    return sum(isinstance(thing, enum.EnumMeta) for thing in gc.get_objects())


import PySide6.QtCore

import plain

print("source read at import:", any(name.endswith("plain.py") for name in opened))
names = enumerations()
PySide6.QtCore.Qt.AlignmentFlag
print("more than 80 enumerations made by one name:", enumerations() - names > 80)
PY
cd "$work/app"
unset PYTHONDONTWRITEBYTECODE
"$work/venv/bin/python" -m compileall -q plain.py
"$work/venv/bin/python" -c 'import sys
seen = []
sys.addaudithook(lambda e, v: seen.append(str(v[0])) if e == "open" else None)
import importlib.util
spec = importlib.util.find_spec("plain")
spec.loader.get_code("plain")
assert not any(n.endswith("plain.py") for n in seen), "the compiled form is not used"'
"$work/venv/bin/python" run.py | tee seen
printf '%s\n' 'source read at import: True' 'more than 80 enumerations made by one name: True' | diff - seen
echo "as described"
