#!/usr/bin/env bash
# Proves on a bare Debian 12 that `git clone` and `make` are enough. As root, on a machine with debootstrap:
#
#   scripts/check_clean_debian.sh [--base TAR] [--source REPO] [--ref REF] [TARGET...]     targets: run test
#
# TAR keeps the bare system between runs (it is made when it is not there). What is done to the machine, and what is
# taken from it: scripts/bare_debian.bash.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/scripts/bare_debian.bash"
in_namespaces "$0" "$@"

base='' source=$here ref=HEAD
while [ $# -gt 0 ]; do
    case "$1" in
        --base) base=$2; shift 2 ;;
        --source) source=$2; shift 2 ;;
        --ref) ref=$2; shift 2 ;;
        *) break ;;
    esac
done
[ $# -gt 0 ] || set -- run test

bare_system "$base"
carry_settings
mkdir -p "$root/source"
mount --bind -o ro "$(git -C "$source" rev-parse --path-format=absolute --git-common-dir)" "$root/source"
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
