#!/usr/bin/env bash
# Runs the examples from the built wheel on each newer Python that is to be had here: those on PATH and of pyenv, and,
# as root with debootstrap, those that Debian's next release offers, in a bare system of it that is gone afterwards.
# The packages are those of requirements.lock, by their hashes. Part of .ci/run.
#
#   scripts/newer_pythons.sh [--base TAR]               TAR keeps the bare system between runs
#
# A Python that pyproject.toml names in a classifier has to pass where it is found. Others are tried, and what came of it
# is told; so is each that is named and was not found here.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
next=forky
. "$here/scripts/bare_debian.bash"

# What Debian's next release has and is not in the file $2; $1 is what is run there, $3 keeps the bare system ("": nothing).
if [ "${1:-}" = in-debian ]; then
    in_namespaces "$0" "$@"
    try=$2 told=$3 base=$4 offered=()
    (bare_system "$base" "$next") || { say "Debian's archive gave no $next: nothing is taken from there"; exit 0; }
    suite=$next
    carry_settings
    for version in $(inside apt-cache search --names-only '^python3\.[0-9]+-venv$' | sed -n 's/^python\(3\.[0-9]*\)-venv .*/\1/p' | sort -t . -k 2n); do
        if [ "${version#3.}" -ge 12 ] && ! grep -q "^$version " "$told"; then offered+=("$version"); fi
    done
    [ "${#offered[@]}" -gt 0 ] || { say "$next offers none that is not here"; exit 0; }
    inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(printf 'python%s-venv ' "${offered[@]}") \
        chromium fonts-inter libgl1 libegl1 libfontconfig1 libfreetype6 libxkbcommon0 libdbus-1-3 libglib2.0-0t64 libpcsclite1 \
        >"$work/log" 2>&1 || { tail -5 "$work/log"; say "$next could not install ${offered[*]}"; exit 0; }
    say "$next offers Python ${offered[*]}"
    cp -r "$try" "$root/root/try"
    for version in "${offered[@]}"; do
        inside /root/try/scripts/try_pythons.sh --locked /root/try/pins.txt --told /root/try/told "/usr/bin/python$version" || true
    done
    cat "$root/root/try/told" >>"$told"
    exit 0
fi

base=''
if [ "${1:-}" = --base ]; then base=$2; fi
cd "$here"
try=$(mktemp -d "${TMPDIR:-/tmp}/newer-pythons.XXXXXX")
trap 'rm -rf "$try"' EXIT
told=$try/outcomes
touch "$told"
named=$(sed -n 's/.*"Programming Language :: Python :: \(3\.[0-9]*\)".*/\1/p' pyproject.toml | grep -v '^3\.11$' || true)

# Python 3.12 and newer on this machine, one for each minor version: "3.13 /path/to/python".
here_are() {
    local python
    { compgen -c python3. || true; } | grep -xE 'python3\.[0-9]+' | sort -u | while read -r python; do type -P "$python" || true; done
    if command -v pyenv >/dev/null; then ls "$(pyenv root)"/versions/*/bin/python 2>/dev/null || true; fi
}
usable='import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2]) if sys.version_info >= (3, 12) else sys.exit(1)'
found() {
    here_are | while read -r python; do
        if version=$("$python" -c "$usable" 2>/dev/null); then echo "$version $python"; fi
    done | sort -t . -k 2n -u -k 1,1
}

mkdir "$try/scripts"
.venv/bin/python scripts/lock.py --examples >"$try/pins.txt"
.venv/bin/python -m build --no-isolation --wheel --outdir "$try/dist" . >"$try/log" 2>&1 || { tail "$try/log"; exit 1; }
cp -r examples "$try/"
cp scripts/try_pythons.sh "$try/scripts/"

mapfile -t pythons < <(found)
for each in "${pythons[@]}"; do
    "$try/scripts/try_pythons.sh" --locked "$try/pins.txt" --told "$told" "${each#* }" || true
done
if [ "$(id -u)" = 0 ] && command -v debootstrap >/dev/null && [ -n "$(mirror | head -1)" ]; then
    "$0" in-debian "$try" "$told" "$base"
else
    say "no root, no debootstrap or no archive of Debian's: nothing is taken from there"
fi

missing=0
for version in $named; do
    case "$(sed -n "s/^$version //p" "$told")" in
        passed) ;;
        '') say "Python $version is not to be had here, and was not run" ;;
        *) say "Python $version fails, and pyproject.toml names it"; missing=1 ;;
    esac
done
while read -r version outcome; do
    grep -qxF "$version" <<<"$named" || say "Python $version, which no classifier names: $outcome"
done <"$told"
[ -s "$told" ] || say "no Python is here that is newer than 3.11"
exit "$missing"
