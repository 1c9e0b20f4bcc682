#!/usr/bin/env bash
# Proves on a bare Debian 12 that `git clone` and `make` are enough. As root, on a machine with debootstrap:
#
#   scripts/check_clean_debian.sh [--base TAR] [--source REPO] [--ref REF] [TARGET...]     targets: run test
#
# TAR keeps the bare system between runs (it is made when it is not there). Everything happens in namespaces of its
# own: when the script ends, in whatever way, its processes and mounts are gone, and the directory is removed.
# What this machine needs to reach its package registries (mirrors, proxies, certificates, pip's and npm's settings)
# is copied from it.
set -euo pipefail

if [ "${CLEAN_DEBIAN_INSIDE:-}" != 1 ]; then
    [ "$(id -u)" = 0 ] || { echo "this needs root (chroot, mounts)" >&2; exit 2; }
    here=$(cd "$(dirname "$0")/.." && pwd)
    work=$(mktemp -d "${TMPDIR:-/tmp}/clean-debian.XXXXXX")
    trap 'rm -rf --one-file-system "$work"' EXIT
    CLEAN_DEBIAN_INSIDE=1 CLEAN_DEBIAN_WORK=$work CLEAN_DEBIAN_HERE=$here \
        unshare --mount --pid --fork --kill-child --propagation private "$0" "$@" &
    child=$!
    # unshare does not hear TERM while it waits; what it started dies with it (--kill-child).
    trap 'kill -KILL "$child" 2>/dev/null' INT TERM
    code=0
    wait "$child" || code=$?
    exit "$code"
fi

base='' source=$CLEAN_DEBIAN_HERE ref=HEAD
while [ $# -gt 0 ]; do
    case "$1" in
        --base) base=$2; shift 2 ;;
        --source) source=$2; shift 2 ;;
        --ref) ref=$2; shift 2 ;;
        *) break ;;
    esac
done
[ $# -gt 0 ] || set -- run test

root=$CLEAN_DEBIAN_WORK/root
mkdir -p "$root"
say() { printf '== %s (%d s)\n' "$*" "$SECONDS"; }

# -- the bare system ---------------------------------------------------------------------------------------------

# Where this machine gets Debian from: the first archive with "/debian" at its end, in sources of either form.
mirror() {
    { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || true; } |
        sed -nE 's/#.*//; s/^deb +(\[[^]]*\] +)?([a-z+]+:[^ ]+) .*/\2/p' | sed 's,/*$,,' | grep '/debian$' | head -1
    { cat /etc/apt/sources.list.d/*.sources 2>/dev/null || true; } |
        sed -nE 's/#.*//; s/^URIs: *//p' | tr ' ' '\n' | sed 's,/*$,,' | grep '/debian$' | head -1
}

if [ -n "$base" ] && [ -e "$base" ]; then
    tar -C "$root" -xf "$base"
else
    command -v debootstrap >/dev/null || { echo "debootstrap is missing (the Debian package of that name)" >&2; exit 2; }
    from=$(mirror | head -1 || true)
    [ -n "$from" ] || { echo "the sources in /etc/apt name no archive of Debian's to make a bare system from; give one by --base TAR" >&2; exit 2; }
    debootstrap --variant=minbase bookworm "$root" "$from" >"$CLEAN_DEBIAN_WORK/log" 2>&1 ||
        { tail -20 "$CLEAN_DEBIAN_WORK/log"; exit 1; }
    [ -z "$base" ] || tar -C "$root" -cf "$base" .
fi
say "bare Debian $(cat "$root/etc/debian_version")"

# -- how this machine reaches its registries ---------------------------------------------------------------------

carry() {
    local path
    for path in "$@"; do
        [ -e "$path" ] || continue
        mkdir -p "$root$(dirname "$path")"
        cp -aL --remove-destination "$path" "$root$(dirname "$path")/"
    done
}

carry /etc/resolv.conf /etc/hosts /etc/apt/apt.conf.d /etc/apt/auth.conf.d /etc/apt/trusted.gpg.d /etc/apt/keyrings \
    /usr/share/keyrings /etc/ssl/certs/ca-certificates.crt /usr/local/share/ca-certificates \
    /etc/pip.conf /etc/xdg/pip /root/.config/pip /root/.pip /etc/npmrc /root/.npmrc
if grep -qs bookworm /etc/apt/sources.list /etc/apt/sources.list.d/*; then
    rm -f "$root/etc/apt/sources.list"
    carry /etc/apt/sources.list /etc/apt/sources.list.d
fi

mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys" 2>/dev/null || true

# Directories that pip's settings name (local indexes, wheels, constraints).
{ env | sed -n 's/^PIP_[A-Z_]*=//p'; cat /etc/pip.conf /etc/xdg/pip/* /root/.config/pip/* 2>/dev/null || true; } |
    grep -oE '(file://)?/[^ ,"]+' | sed 's,^file://,,' | sort -u | while read -r path; do
    case "$path" in /usr/* | /etc/* | /root/*) carry "$path"; continue ;; esac
    path=${path%/simple} # an index of this usual name refers to files beside it
    [ -d "$path" ] || continue
    mkdir -p "$root$path"
    mount --bind -o ro "$path" "$root$path"
done

mkdir -p "$root/source"
mount --bind -o ro "$(git -C "$source" rev-parse --path-format=absolute --git-common-dir)" "$root/source"

# Nothing of this machine's environment but what leads to the registries.
mapfile -t passed < <(env | grep -iE '^(PIP_[A-Z_]*|npm_config_[a-z_]*|[a-z]*_proxy|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)=' || true)
inside() {
    env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb "${passed[@]}" chroot "$root" "$@"
}

inside apt-get update -q >/dev/null
inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends make git >/dev/null 2>&1
say "make and git installed, nothing else"

# -- what a new user does ----------------------------------------------------------------------------------------

inside git config --system --add safe.directory '*'
commit=$(git -C "$source" rev-parse "$ref")
inside git clone -q /source /root/cosmic-login
inside git -C /root/cosmic-login checkout -q "$commit"
say "cloned $commit"
for target in "$@"; do
    # As in CI, a skipped test counts as failed: set-up has to bring everything a test needs.
    inside env CI=true make -C /root/cosmic-login --no-print-directory "$target"
    say "make $target: done"
done
if [ -d "$root/root/cosmic-login/pictures" ]; then say "pictures: $(ls "$root/root/cosmic-login/pictures" | wc -l)"; fi
