#!/usr/bin/env bash
# Proves the lock with the real packages: sets up twice in new folders and compares what pip lists, byte for byte; then
# changes one hash and expects to be refused. Takes some minutes, and asks pip's index for every package.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d "${TMPDIR:-/tmp}/check-lock.XXXXXX")
trap 'rm -rf "$work"' EXIT

say() { printf '== %s (%d s)\n' "$*" "$SECONDS"; }

place() {
    mkdir -p "$work/$1"
    cp -a Makefile pyproject.toml requirements.lock README.md LICENSE scripts src assets "$work/$1"
}

for name in one two; do
    place "$name"
    make -C "$work/$name" --no-print-directory setup
    "$work/$name/.venv/bin/python" -m pip list --disable-pip-version-check --format=freeze --exclude-editable >"$work/$name.txt"
    "$work/$name/.venv/bin/python" -m pip check --disable-pip-version-check
    say "set up: $(wc -l <"$work/$name.txt") packages"
done
cmp "$work/one.txt" "$work/two.txt"
say "both lists are the same, byte for byte"

victim=${1:-platformdirs}
place three
# Only the first hash of a package that has one wheel and one sdist would leave the other file: all of them are changed.
awk -v victim="$victim==" '
    /^[a-z0-9]/ { on = index($0, victim) == 1 }
    on && /--hash/ { sub(/sha256:[0-9a-f]+/, "sha256:0000000000000000000000000000000000000000000000000000000000000000") }
    { print }' requirements.lock >"$work/three/requirements.lock"
cmp -s requirements.lock "$work/three/requirements.lock" && { say "$victim is not in the lock"; exit 1; }
if make -C "$work/three" --no-print-directory setup 2>"$work/three.txt"; then
    say "set-up took $victim in spite of another hash"
    exit 1
fi
grep -q "DO NOT MATCH THE HASHES" "$work/three.txt" || { cat "$work/three.txt"; exit 1; }
say "with another hash of $victim set-up refuses"
