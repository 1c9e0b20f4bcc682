#!/usr/bin/env bash
# PySide6 6.11.3: QStyleHints.accessibility() gives an object that lives no longer than the *Python wrapper* of the
# hints it was asked from, though both C++ objects belong to the application and stay. So the plain one-line form,
# app.styleHints().accessibility().contrastPreference(), raises RuntimeError "Internal C++ object already deleted":
# the temporary wrapper of the hints is gone before the last call. It works while a variable holds the hints.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check PySide6-Essentials==6.11.3
cat >"$work/ask.py" <<'PY'
from PySide6.QtGui import QGuiApplication

app = QGuiApplication([])


def state(accessibility):
    try:
        accessibility.contrastPreference()
    except RuntimeError as error:
        return "already deleted" if "already deleted" in str(error) else str(error)
    return "alive"


print("hints not kept:", state(app.styleHints().accessibility()))
hints = app.styleHints()
print("hints kept:", state(hints.accessibility()))
PY
QT_QPA_PLATFORM=offscreen "$work/venv/bin/python" "$work/ask.py" | tee "$work/seen"
printf '%s\n' 'hints not kept: already deleted' 'hints kept: alive' | diff - "$work/seen"
echo "as described"
