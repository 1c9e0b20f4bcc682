#!/usr/bin/env bash
# pytest 9.2.0 with pytest-xdist 3.8.0, each the newest of its kind: `--dist loadgroup` keeps no group together. Eight
# tests of one `xdist_group`, which share what only one may have at a time (a card reader, say), are dealt out to all
# four workers; nothing is said, and each test by itself passes. With pytest 9.1.1 one worker runs all eight. pytest-xdist
# tells its scheduler of a group by a node ID that it has changed on its way, and pytest 9.2 makes node IDs otherwise.
# `--dist loadfile` keeps together what is in one file, with both.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/test_reader.py" <<'PY'
import os
import time

import pytest


@pytest.mark.xdist_group("reader")
@pytest.mark.parametrize("number", range(8))
def test_one_at_a_time(number):
    with open("seen", "a") as seen:
        print(os.environ["PYTEST_XDIST_WORKER"], file=seen)
    time.sleep(0.2)  # so that each worker that is given some has its turn
PY
for version in 9.1.1 9.2.0; do
    python3 -m venv "$work/$version"
    "$work/$version/bin/pip" install --quiet --disable-pip-version-check "pytest==$version" pytest-xdist==3.8.0
    for dist in loadgroup loadfile; do
        rm -f "$work/seen"
        (cd "$work" && "$work/$version/bin/pytest" -q -p no:cacheprovider -n 4 --dist "$dist" test_reader.py >out) || {
            cat "$work/out"
            exit 1
        }
        [ "$(wc -l <"$work/seen")" = 8 ]
        workers=$(sort -u "$work/seen" | wc -l)
        echo "pytest $version, --dist $dist: $([ "$workers" = 1 ] && echo one worker || echo several workers)"
    done
done | tee "$work/found"
diff - "$work/found" <<'END'
pytest 9.1.1, --dist loadgroup: one worker
pytest 9.1.1, --dist loadfile: one worker
pytest 9.2.0, --dist loadgroup: several workers
pytest 9.2.0, --dist loadfile: one worker
END
echo "as described"
