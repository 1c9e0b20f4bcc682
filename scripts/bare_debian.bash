# A bare Debian in a directory, for scripts that prove something on one (sourced; bash, as root, with debootstrap):
#
#   in_namespaces "$0" "$@"     once at the top: everything below runs in namespaces of its own, and is gone afterwards;
#                               $work is a directory for more
#   bare_system TAR [SUITE]     unpacks it into $root; made, and kept as TAR, when that is not there ("": not kept).
#                               SUITE is the release's name; without it Debian 12's
#   carry_settings              what this machine needs to reach its package registries, copied from it
#   inside COMMAND...           runs a command in it, with nothing of this machine's environment but what leads there

say() { printf '== %s (%d s)\n' "$*" "$SECONDS"; }

in_namespaces() {
    if [ "${BARE_DEBIAN_INSIDE:-}" = 1 ]; then
        work=$BARE_DEBIAN_WORK root=$BARE_DEBIAN_WORK/root
        mkdir -p "$root"
        return
    fi
    [ "$(id -u)" = 0 ] || { echo "this needs root (chroot, mounts)" >&2; exit 2; }
    local code=0
    work=$(mktemp -d "${TMPDIR:-/tmp}/clean-debian.XXXXXX")
    trap "rm -rf --one-file-system '$work'" EXIT
    BARE_DEBIAN_INSIDE=1 BARE_DEBIAN_WORK=$work \
        unshare --mount --pid --fork --kill-child --propagation private "$@" &
    child=$!
    # unshare does not hear TERM while it waits; what it started dies with it (--kill-child).
    trap 'kill -KILL "$child" 2>/dev/null' INT TERM
    wait "$child" || code=$?
    exit "$code"
}

# Where this machine gets Debian from: the first archive with "/debian" at its end, in sources of either form.
mirror() {
    { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || true; } |
        sed -nE 's/#.*//; s/^deb +(\[[^]]*\] +)?([a-z+]+:[^ ]+) .*/\2/p' | sed 's,/*$,,' | grep '/debian$' | head -1
    { cat /etc/apt/sources.list.d/*.sources 2>/dev/null || true; } |
        sed -nE 's/#.*//; s/^URIs: *//p' | tr ' ' '\n' | sed 's,/*$,,' | grep '/debian$' | head -1
}

bare_system() {
    local base=$1 from script
    suite=${2:-bookworm}
    if [ -n "$base" ] && [ -e "$base" ]; then
        tar -C "$root" -xf "$base"
    else
        command -v debootstrap >/dev/null || { echo "debootstrap is missing (the Debian package of that name)" >&2; exit 2; }
        from=$(mirror | head -1 || true)
        [ -n "$from" ] || { echo "the sources in /etc/apt name no archive of Debian's to make a bare system from; give one by --base TAR" >&2; exit 2; }
        # A debootstrap that is older than a release does not know its name; sid's script makes it all the same.
        script=/usr/share/debootstrap/scripts/$suite
        [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
        debootstrap --variant=minbase "$suite" "$root" "$from" "$script" >"$work/log" 2>&1 ||
            { tail -20 "$work/log"; exit 1; }
        [ -z "$base" ] || tar -C "$root" -cf "$base" .
    fi
    say "bare Debian $(cat "$root/etc/debian_version")"
}

carry() {
    local path
    for path in "$@"; do
        [ -e "$path" ] || continue
        mkdir -p "$root$(dirname "$path")"
        cp -aL --remove-destination "$path" "$root$(dirname "$path")/"
    done
}

carry_settings() {
    carry /etc/resolv.conf /etc/hosts /etc/apt/apt.conf.d /etc/apt/auth.conf.d /etc/apt/trusted.gpg.d /etc/apt/keyrings \
        /usr/share/keyrings /etc/ssl/certs/ca-certificates.crt /usr/local/share/ca-certificates \
        /etc/pip.conf /etc/xdg/pip /root/.config/pip /root/.pip /etc/npmrc /root/.npmrc
    if grep -qs "$suite" /etc/apt/sources.list /etc/apt/sources.list.d/*; then
        rm -f "$root/etc/apt/sources.list"
        carry /etc/apt/sources.list /etc/apt/sources.list.d
    fi

    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    mount -t sysfs -o ro sysfs "$root/sys" 2>/dev/null || true

    # Directories that pip's settings name (local indexes, wheels, constraints).
    { env | sed -n 's/^PIP_[A-Z_]*=//p'; cat /etc/pip.conf /etc/xdg/pip/* /root/.config/pip/* 2>/dev/null || true; } |
        { grep -oE '(file://)?/[^ ,"]+' || true; } | sed 's,^file://,,' | sort -u | while read -r path; do
        case "$path" in /usr/* | /etc/* | /root/*) carry "$path"; continue ;; esac
        path=${path%/simple} # an index of this usual name refers to files beside it
        [ -d "$path" ] || continue
        mkdir -p "$root$path"
        mount --bind -o ro "$path" "$root$path"
    done

    mapfile -t passed < <(env | grep -iE '^(PIP_[A-Z_]*|npm_config_[a-z_]*|[a-z]*_proxy|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)=' || true)
    inside apt-get update -q >/dev/null
}

inside() {
    env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb "${passed[@]}" chroot "$root" "$@"
}
