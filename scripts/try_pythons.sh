#!/usr/bin/env bash
# Runs the examples from the built wheel on other Pythons, in an environment of each Python's own, outside this checkout.
# Needs the wheel of `make dist` in dist/, and Chromium for the web project.
#
#   scripts/try_pythons.sh [--locked FILE] [--told FILE] PYTHON...
#
# FILE of --locked is what `scripts/lock.py --examples` prints: these versions and hashes, and nothing else. Without it
# the newest of all that the wheel depends on. --told appends a line for each Python to a file: `3.13 passed`.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
locked='' told=/dev/null
while :; do
    case "${1:-}" in
        --locked) locked=$2; shift 2 ;;
        --told) told=$2; shift 2 ;;
        *) break ;;
    esac
done
[ $# -gt 0 ] || { sed -n 's/^#   /usage: /p' "$0" >&2; exit 2; }
wheel=$(ls "$here"/dist/cosmic_login-*.whl)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

# The wheel and what it needs, into the environment $1.
install() {
    local pip=("$1/bin/python" -m pip install --quiet --disable-pip-version-check)
    if [ -z "$locked" ]; then
        "${pip[@]}" "$wheel" -r "$here/examples/web/requirements.txt" -r "$here/examples/window/requirements.txt"
        return
    fi
    "${pip[@]}" --no-deps --require-hashes --only-binary :all: -r "$locked" && "${pip[@]}" --no-deps "$wheel" &&
        "$1/bin/python" -m pip check
}

try() {
    local environment=$1 project example
    { "$python" -m venv "$environment" && install "$environment"; } >"$environment.log" 2>&1 || { tail -5 "$environment.log" >&2; return 1; }
    for example in web window; do
        project=$environment/$example
        cp -r "$here/examples/$example" "$project"
        (cd "$project" && env -u PYTHONPATH QT_QPA_PLATFORM=offscreen timeout 180 "$environment/bin/python" -m pytest -q -p no:cacheprovider --rootdir="$project" .) >"$environment.log" 2>&1 ||
            { tail -20 "$environment.log"; return 1; }
        echo "$example: $(tail -1 "$environment.log")"
    done
}

failed=''
for python in "$@"; do
    version=$("$python" -c 'import platform; print(platform.python_version())')
    short=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    environment=$place/$version
    outcome=passed
    try "$environment" || { outcome=failed failed="$failed $version"; }
    echo "$short $outcome" >>"$told"
    qt=$("$environment/bin/python" -c 'import PySide6; print("PySide6", PySide6.__version__)' 2>/dev/null || echo 'no PySide6')
    echo "== Python $version, $qt: $outcome"
    rm -rf "$environment"
done
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }
