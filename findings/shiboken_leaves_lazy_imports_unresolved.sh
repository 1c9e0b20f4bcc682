#!/usr/bin/env bash
# PySide6 6.12.0 on Python 3.15.0: Python's own library imports some of its parts lazily now (PEP 810), and such a name
# becomes what it stands for when it is first used or imported from its module. Once shiboken6 has been imported, that
# does not happen any more for `from concurrent.futures import ThreadPoolExecutor`: the name is a `lazy_import` object,
# and calling it raises TypeError ('lazy_import' object is not callable), far from anything of Qt's. What was resolved
# before shiboken6 came stays right. Wants Python 3.15 with venv: PYTHON=python3.15 if nothing else is said.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3.15}" -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check shiboken6==6.12.0
cat >"$work/run.py" <<'PY'
import sys

if sys.argv[1] == "after":
    import shiboken6  # noqa: F401


def made():
    from concurrent.futures import ThreadPoolExecutor

    return type(ThreadPoolExecutor).__name__


print(f"{sys.argv[1]} shiboken6: {made()}")
PY
cd "$work"
for when in without after; do "$work/venv/bin/python" run.py "$when"; done | tee seen
printf '%s\n' 'without shiboken6: type' 'after shiboken6: lazy_import' | diff - seen
echo "as described"
