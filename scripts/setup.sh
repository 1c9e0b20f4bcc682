#!/usr/bin/env bash
# Makes .venv with the program and all development parts; on Debian and Ubuntu also installs what is missing there.
# Run by every make target: when nothing has changed since the last time it is done in some milliseconds.
set -euo pipefail
cd "$(dirname "$0")/.."

list=scripts/debian-packages.txt
lock=requirements.lock
venv=.venv
npm=tests/npm
stamp=$venv/.stamp
bin=$venv/bin
[ "${OS:-}" = Windows_NT ] && bin=$venv/Scripts

say() { printf 'setup: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

# -- the system's packages ---------------------------------------------------------------------------------------

is_debian() { command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; }

# Lines of the list, without comments: those to be installed; with "essential" or "unpacked" those marked so.
wanted() {
    case "${1:-}" in
        ?*) sed -n "s/^\\([^# ][^ ]*\\) *# $1:.*/\\1/p" "$list" ;;
        *) sed -e '/# unpacked:/d' -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$list" ;;
    esac
}

# Lines of the list of which no alternative is installed.
missing() {
    local installed
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
    wanted "$@" | awk -v have="$installed" '
        BEGIN { n = split(have, names, "\n"); for (i = 1; i <= n; i++) there[names[i]] = 1 }
        { n = split($1, any, "|"); for (i = 1; i <= n; i++) if (any[i] in there) next; print $1 }'
}

# Of "a|b" the first that apt can install; nothing when there is none.
offered() {
    local name
    for name in ${1//|/ }; do
        if apt-cache show --no-all-versions "$name" >/dev/null 2>&1; then
            printf '%s\n' "$name"
            return
        fi
    done
}

choose() {
    local line name
    for line in "$@"; do
        name=$(offered "$line")
        if [ -n "$name" ]; then printf '%s\n' "$name"; else say "this system does not offer $line; going on without it"; fi
    done
}

install_packages() {
    local lines names log
    lines=$(missing)
    [ -n "$lines" ] || return 0
    export DEBIAN_FRONTEND=noninteractive
    # Old lists name packages that the archive no longer has, so they are fetched anew, once.
    apt-get update -qq >&2 || say "apt-get update failed; trying with the lists that are there"
    names=$(choose $lines)
    [ -n "$names" ] || return 0
    say "installing with apt-get:" $names
    log=$(mktemp)
    if ! apt-get install -y -q -o Dpkg::Use-Pty=0 --no-install-recommends $names >"$log" 2>&1; then
        tail -30 "$log" >&2
        say "apt-get could not install everything"
    fi
    rm -f "$log"
}

check_packages() {
    local lines first
    lines=$(missing)
    [ -n "$lines" ] || return 0
    first=$(for line in $lines; do printf '%s ' "${line##*|}"; done)
    say "these packages are missing; some readers, windows or tests will not work. To install them:"
    say "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $first"
    [ -z "$(missing essential)" ] || command -v python3 >/dev/null || stop "Python is missing; run the command above first"
}

# Names of the packages that are marked "unpacked:" and of all that they need and this machine has not.
to_unpack() {
    wanted unpacked | xargs apt-get install -s -q --no-install-recommends 2>/dev/null | sed -n 's/^Inst \([^ ]*\).*/\1/p'
}

# Needs no root: nothing is installed. What this machine has already is used where it is.
unpack_packages() {
    local names fetched=$venv/debian.new log=$venv/debian.log file
    [ -n "$(wanted unpacked)" ] || return 0
    names=$(to_unpack) || :
    if [ -z "$names" ] && [ "$(id -u)" = 0 ]; then
        apt-get update -qq >&2 || :
        names=$(to_unpack) || :
    fi
    [ -n "$names" ] || return 0
    rm -rf "$fetched"
    mkdir -p "$fetched/archives"
    if ! (cd "$fetched/archives" && apt-get download -q $names) >"$log" 2>&1 && [ "$(id -u)" = 0 ]; then
        apt-get update -qq >&2 || : # old lists name files that the archive no longer has
        (cd "$fetched/archives" && apt-get download -q $names) >"$log" 2>&1 || :
    fi
    for file in "$fetched"/archives/*.deb; do
        [ -e "$file" ] && dpkg -x "$file" "$fetched" >>"$log" 2>&1
    done || say "not everything that others' systems need could be unpacked; see $log"
    rm -rf "$fetched/archives" "$venv/debian"
    mv "$fetched" "$venv/debian"
}

# -- Python ------------------------------------------------------------------------------------------------------

suits() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# The system's own python3 comes first: the headers that pyscard is built with belong to it.
find_python() {
    local name
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if suits "$name"; then
            printf '%s\n' "$name"
            return
        fi
    done
    stop "no Python 3.11 or newer with the venv module was found (set PYTHON to name one)"
}

# What the environment was made from; a moved directory counts as a change, because scripts in it name their place.
state() {
    local lacking=''
    if is_debian; then lacking=$(missing); fi
    { pwd; printf '%s\n' "${PYTHON:-}" "$lacking"; cat pyproject.toml "$lock" "$list" "$0"; cat "$npm"/*.json 2>/dev/null || :; } | cksum
}

# Of the lock the pins of the packages named; with "but" first, those of all others.
pins() {
    local but=0
    if [ "$1" = but ]; then
        but=1
        shift
    fi
    awk -v names=" $* " -v but=$but '/^[a-z0-9]/ { on = (index(names, " " substr($0, 1, index($0, "==") - 1) " ") > 0) != but } on' "$lock"
}

# What the lock says and nothing else: other files are refused, and what has to be built is built with the locked tools.
install_locked() {
    [ -s "$1" ] || return 0
    "$bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --require-hashes -r "$1"
}

# What an earlier lock brought and this one does not.
remove_strays() {
    local strays
    strays=$("$bin/python" -m pip list --disable-pip-version-check --format=freeze --exclude-editable --exclude pip |
        sed -e 's/[ =].*//' | tr 'A-Z_.' 'a-z--' | while read -r name; do
        grep -q "^$name==" "$lock" || printf '%s\n' "$name"
    done)
    if [ -n "$strays" ]; then "$bin/python" -m pip uninstall --quiet --yes $strays; fi
}

make_venv() {
    local python part=$venv/pins.txt own='' # own: what needs more than Python, and is left out when that is missing
    if [ -d "$venv" ] && ! { "$bin/python" -c 'import pip' && head -1 "$bin/pip" | grep -qF "$PWD/"; } >/dev/null 2>&1; then
        say "$venv is broken or was moved; making it anew"
        rm -rf "$venv"
    fi
    if [ ! -d "$venv" ]; then
        python=$(find_python)
        say "making $venv with $("$python" --version)"
        "$python" -m venv "$venv"
    fi
    rm -f "$stamp"
    say "installing the program and what it is developed with (this takes a minute or two the first time)"
    if [ "$(uname -s)" = Linux ]; then own=pyscard; fi
    pins pip setuptools >"$part"
    install_locked "$part"
    pins but pip setuptools $own >"$part"
    install_locked "$part"
    if [ -n "$own" ]; then
        pins $own >"$part"
        # pyscard's build looks for swig where programs are looked for.
        if PATH="$PWD/$bin:$PATH" install_locked "$part" >"$venv/pcsc.log" 2>&1; then
            rm -f "$venv/pcsc.log"
        elif grep -q "DO NOT MATCH THE HASHES" "$venv/pcsc.log"; then
            cat "$venv/pcsc.log" >&2
            stop "the file for $own is not the one in $lock"
        else
            say "pyscard could not be installed (it needs a compiler and libpcsclite): real card readers are left out; see $venv/pcsc.log"
        fi
    fi
    rm -f "$part"
    remove_strays
    "$bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
}

# What tests load into a browser, by a lock of its own; nothing in it is run here.
install_npm() {
    [ -e "$npm/package-lock.json" ] || return 0
    if ! command -v npm >/dev/null; then
        say "npm is missing; pages are not checked for accessibility"
        return
    fi
    mkdir -p "$venv/npm"
    cp "$npm/package.json" "$npm/package-lock.json" "$venv/npm/"
    (cd "$venv/npm" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier >npm.log 2>&1) ||
        say "npm could not fetch what tests/npm names; pages are not checked for accessibility; see $venv/npm/npm.log"
}

if is_debian; then
    if [ "$(id -u)" = 0 ]; then install_packages; fi
    check_packages
elif [ ! -e "$stamp" ]; then
    say "not Debian or Ubuntu: Python's part alone is set up; pcscd, vpcd, OpenSC and Xvfb are left out"
fi

if [ "$(cat "$stamp" 2>/dev/null)" != "$(state)" ] || [ ! -x "$bin/cosmic-login" ]; then
    make_venv
    if is_debian; then unpack_packages; fi
    install_npm
    # Once, by all cores; otherwise a dozen of the tests' first programs would each do it for themselves.
    "$bin/python" -m compileall -q -j 0 src tests || true
    state >"$stamp"
    say "done"
fi
