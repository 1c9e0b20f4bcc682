#!/usr/bin/env bash
# `make quick`: the lints beside the tests of tests/quick.txt. Both are always run to their end: one verdict tells all.
set -euo pipefail
cd "$(dirname "$0")/.."

said=$(mktemp)
trap 'rm -f "$said"' EXIT
make --silent --old-file=setup lint >"$said" 2>&1 &
lints=$!

status=0
QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen} .venv/bin/pytest -q -n 2 --dist loadgroup @tests/quick.txt "$@" || status=1
if wait "$lints"; then
  echo "lints: nothing to complain of"
else
  cat "$said"
  status=1
fi
exit "$status"
