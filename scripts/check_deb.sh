#!/usr/bin/env bash
# Proves on a bare Debian 12 that the package of `make deb` installs without a network, works for a user who is not root,
# and goes away again. As root, on a machine with debootstrap (and lintian, if it is to be asked):
#
#   scripts/check_deb.sh [--base TAR] [PACKAGE]         PACKAGE: dist/cosmic-login_*.deb if nothing else is said
#
# TAR keeps the bare system between runs. What is done and where it goes is as in check_clean_debian.sh. The network is
# there for Debian's own packages that ours depends on, and gone when ours is installed and from then on.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/scripts/bare_debian.bash"
in_namespaces "$0" "$@"

command -v ip >/dev/null || { echo "ip is missing (the Debian package iproute2)" >&2; exit 2; }
base=''
if [ "${1:-}" = --base ]; then base=$2; shift 2; fi
package=${1:-$(ls "$here"/dist/cosmic-login_*.deb)}
stop() { echo "check_deb: $*" >&2; exit 1; }

if command -v lintian >/dev/null; then
    lintian --allow-root --fail-on error,warning "$package"
    say "lintian has nothing but what packaging/debian/lintian-overrides gives a reason for"
else
    say "lintian is not here, and was not asked"
fi
say "$(basename "$package"): $(stat -c %s "$package" | awk '{ printf "%.0f MB", $1 / 1e6 }')," \
    "installed $(dpkg-deb -f "$package" Installed-Size | awk '{ printf "%.0f MB", $1 * 1.024 / 1e3 }')"

bare_system "$base"
carry_settings
cp "$package" "$root/root/it.deb"

# No network but the machine's own loopback.
cut_off() {
    unshare --net sh -c 'ip link set lo up && exec "$@"' sh \
        env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb DEBIAN_FRONTEND=noninteractive \
        chroot "$root" "$@"
}
user() { cut_off setpriv --reuid=1000 --regid=1000 --clear-groups --reset-env env -i HOME=/home/user PATH=/usr/bin:/bin LANG=C.UTF-8 "$@"; }
files() { (cd "$root" && find usr etc opt var/lib -xdev ! -path 'var/lib/dpkg/*' ! -path 'var/lib/apt/*' | sort); }

needed=$(dpkg-deb -f "$package" Depends | tr ',' '\n' | sed 's/([^)]*)//g; s/.*|//' | tr -d ' ')
inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $needed >"$root/root/log" 2>&1 ||
    { tail "$root/root/log"; stop "Debian's own packages could not be installed"; }
say "what it depends on is installed: $(du -scm "$root"/{usr,var,etc} | tail -1 | cut -f1) MB in all"
inside useradd --create-home --uid 1000 user
files >"$root/root/before"

started=$SECONDS
cut_off dpkg -i /root/it.deb >"$root/root/log" 2>&1 || { cat "$root/root/log"; stop "it could not be installed"; }
say "installed without a network in $((SECONDS - started)) s"

# -- a user, who is not root ---------------------------------------------------------------------------------------

user cosmic-login --version
user env CODE=123456 cosmic-login login --temp-profile --person anna --code-env CODE --json >"$root/root/login" ||
    { cat "$root/root/login"; stop "nobody is logged in"; }
say "logged in by card and code"
user env QT_QPA_PLATFORM=offscreen cosmic-login demo --pictures /home/user/pictures >/dev/null
say "the window played a login: $(ls "$root/home/user/pictures" | wc -l) pictures"
user cosmic-login audit verify
# Every library that one of its own looks for is in the package or in what it depends on. Plug-ins for desktops and
# databases that are not there stay unused, as their makers mean it.
missing=$(cut_off sh -c 'find /usr/lib/cosmic-login -name "*.so*" -type f | xargs ldd 2>/dev/null' |
    awk '/^\/.*:$/ { of = $1 } /not found/ { print of, $1 }' |
    grep -vE '/plugins/(platformthemes/libqgtk3|printsupport/|networkinformation/)|libcups|libgtk' || true)
[ -z "$missing" ] || { echo "$missing"; stop "libraries are missing"; }
while read -r path; do
    [ -e "$root/$path" ] || stop "/$path is not there"
done < <(cd "$here" && .venv/bin/python -c '
import sys, tomllib
sys.path.insert(0, "scripts")
from deb import shared_files
print(*shared_files(tomllib.load(open("pyproject.toml", "rb"))).values(), sep="\n")')
say "compiled when it was installed: $(find "$root/usr/lib/cosmic-login" -name '*.pyc' -print0 | du -scm --files0-from=- | tail -1 | cut -f1) MB"
say "menu entry, icon, metadata, manual page and completions are where Debian looks for them"
[ -z "$(find "$root/usr/lib/cosmic-login" -newer "$root/root/login" -type f)" ] || stop "running it wrote into its own directory"

# -- and away --------------------------------------------------------------------------------------------------------

[ -d "$root/home/user/.local/share/cosmic-login" ] || stop "the user's profile is not where README.Debian says"
user cosmic-login profile remove --yes
[ ! -e "$root/home/user/.local/share/cosmic-login" ] || stop "the user's data is still there"
started=$SECONDS
cut_off dpkg --purge cosmic-login >/dev/null
files | diff "$root/root/before" - || stop "something is left, or gone that was there before"
say "removed in $((SECONDS - started)) s, and nothing is left"
