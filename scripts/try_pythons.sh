#!/usr/bin/env bash
# Runs the examples from the built wheel on other Pythons: in an environment of each Python's own, with the newest of all
# that the wheel depends on, outside this checkout. Needs `make dist`, and Chromium for the web project.
#
#   scripts/try_pythons.sh python3.12 /opt/python3.13/bin/python
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
[ $# -gt 0 ] || { echo "usage: $0 PYTHON..." >&2; exit 2; }
wheel=$(ls "$here"/dist/cosmic_login-*.whl)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
failed=''
for python in "$@"; do
    version=$("$python" -c 'import platform; print(platform.python_version())')
    environment=$place/$version
    "$python" -m venv "$environment"
    "$environment/bin/pip" install --quiet "$wheel" -r "$here/examples/web/requirements.txt" -r "$here/examples/window/requirements.txt"
    for example in web window; do
        project=$environment/$example
        cp -r "$here/examples/$example" "$project"
        (cd "$project" && env -u PYTHONPATH QT_QPA_PLATFORM=offscreen "$environment/bin/python" -m pytest -q -p no:cacheprovider --rootdir="$project" .) ||
            failed="$failed $version/$example"
    done
    echo "== Python $version, PySide6 $("$environment/bin/python" -c 'import PySide6; print(PySide6.__version__)')"
done
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }
