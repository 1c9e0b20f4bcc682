#!/usr/bin/env bash
# Proves deploy/Containerfile and deploy/compose.yaml without a container tool: carries out the Containerfile's own steps
# on a bare Debian 12, and runs what they made as a container does: as its user, on a read-only root, with its volume,
# in a network of its own, where there is nothing but its loopback. Asks its health check, logs a person in by the command
# line, and ends it. Then the same with compose's command, on a PostgreSQL of this machine's packages. As root, after
# `make dist`, on a machine with debootstrap and postgresql:
#
#   deploy/prove_container.sh [--base TAR]
#
# TAR keeps the bare system between runs (it is made when it is not there). What is done to the machine, and what is
# taken from it: scripts/bare_debian.bash.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/scripts/bare_debian.bash"
in_namespaces "$0" "$@"

base=''
[ "${1:-}" != --base ] || base=$2
python=$here/.venv/bin/python
stop() { printf '%s\n' "$*" >&2; exit 1; }

# The steps, each with its words; what it is run with.
mapfile -t steps < <("$python" "$here/scripts/containerfile.py" "$here/deploy/Containerfile" || echo stop)
env=() user=root volume='' workdir=/ health=() entrypoint=() command=()
for step in "${steps[@]}"; do
    eval "words=(${step#* })"
    case "$step" in
        'ENV '*) env+=("${words[@]}") ;;
        'USER '*) user=${words[0]} ;;
        'WORKDIR '*) workdir=${words[0]} ;;
        'VOLUME '*) volume=${words[0]} ;;
        'HEALTHCHECK '*) health=("${words[@]}") ;;
        'ENTRYPOINT '*) entrypoint=("${words[@]}") ;;
        'CMD '*) command=("${words[@]}") ;;
        stop) exit 1 ;;
    esac
done

# -- what is built -------------------------------------------------------------------------------------------------

build() {
    local step words from place source
    for step in "${steps[@]}"; do
        eval "words=(${step#* })"
        case "$step" in
            'FROM debian:12-slim') bare_system "$base"; carry_settings ;;
            'FROM '*) stop "a base other than Debian 12: ${words[0]}" ;;
            'RUN '*)
                inside sh -c "${words[0]}" >"$work/log" 2>&1 || { tail -20 "$work/log"; stop "failed: ${words[0]}"; }
                say "RUN ${words[0]:0:90}"
                ;;
            'COPY '*)
                place=${words[-1]}
                mkdir -p "$root$place"
                for source in "${words[@]:0:${#words[@]}-1}"; do
                    from=("$here"/$source)
                    [ -e "${from[0]}" ] || stop "there is no $source: make dist"
                    cp "${from[@]}" "$root$place"
                done
                say "COPY ${words[*]}"
                ;;
        esac
    done
}

# -- how it is run -------------------------------------------------------------------------------------------------

# The root as it was built, to be read alone, and a volume that begins as its folder in the image.
put_up() {
    umount -l "$root/dev" "$root/proc" "$root/sys" 2>/dev/null || true
    mount --bind "$root" "$root"
    mount -o remount,bind,ro "$root"
    say "built: $(du -xsm "$root" | cut -f1) MB, of them $(du -sm "$root/opt/cosmic-login" | cut -f1) in /opt/cosmic-login"
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    mount -t tmpfs tmpfs "$root/tmp"
    printf '127.0.0.1 localhost database\n' >"$work/hosts"
    mount --bind "$work/hosts" "$root/etc/hosts"
}

new_volume() {
    umount "$root$volume" 2>/dev/null || true
    rm -rf "$work/volume"
    cp -a "$root$volume" "$work/volume"
    mount --bind "$work/volume" "$root$volume"
}

# as_container VARIABLE...: have `container` run a command as the image's user, with these variables too.
as_container() {
    container=(env -i "${env[@]}" "$@" setpriv --no-new-privs chroot --userspec="$user:$user" --groups= "$root"
        sh -c 'cd "$0" && exec "$@"' "$workdir")
}

# prove WHAT COMMAND...: run the image with this command, and use it.
prove() {
    local what=$1 pid name
    shift
    as_container "${more[@]}"
    "${container[@]}" "${entrypoint[@]}" "$@" >"$work/idp.out" 2>"$work/idp.err" &
    pid=$!
    for _ in $(seq 120); do
        "${container[@]}" "${health[@]}" 2>/dev/null && break
        kill -0 "$pid" 2>/dev/null || { cat "$work/idp.err"; stop "$what ended by itself"; }
        sleep 0.5
    done
    "${container[@]}" "${health[@]}" || { cat "$work/idp.err"; stop "$what is not healthy"; }
    grep -Eq '^Uid:\s+0' "$root/proc/$pid/status" && stop "$what runs as root"
    say "$what is healthy, with the uid $(awk '/^Uid:/ { print $2 }' "$root/proc/$pid/status"), at $("$python" -c 'import json, sys; print(json.load(sys.stdin)["issuer"])' <"$work/idp.out")"
    as_container CODE=123456
    name=$("${container[@]}" "${entrypoint[@]}" login --idp http://127.0.0.1:8080 \
        --person anna --code-env CODE --json | "$python" -c 'import json, sys; print(json.load(sys.stdin)["identity"]["name"])')
    say "logged in: $name"
    "${container[@]}" touch /opt/cosmic-login/written 2>/dev/null && stop "the root can be written"
    kill -TERM "$pid"
    wait "$pid" || { cat "$work/idp.err"; stop "$what did not end well"; }
    say "$what ended on SIGTERM"
}

# What compose runs the service idp with, as assignments of a shell.
composed() {
    "$python" - "$here/deploy/compose.yaml" <<'PYTHON'
import shlex, sys, yaml

idp = yaml.safe_load(open(sys.argv[1]))["services"]["idp"]
assert idp["read_only"] and idp["tmpfs"] == ["/tmp"], "the proof has a read-only root and /tmp"
print("command=(" + shlex.join(idp["command"]) + ")")
print("more=(" + shlex.join(f"{name}={'of-the-proof' if '$' in value else value}" for name, value in idp["environment"].items()) + ")")
PYTHON
}

# A PostgreSQL that lets the user cosmic in by a password, on this network's loopback.
with_database() {
    bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
    install -d -o nobody "$work/pg"
    as_nobody() { setpriv --reuid nobody --regid nogroup --clear-groups env PATH="$bin:$PATH" HOME="$work/pg" "$@"; }
    chmod 0711 "$work"
    printf 'of-the-proof\n' >"$work/pg/password"
    as_nobody initdb --pgdata "$work/pg/data" --username cosmic --pwfile "$work/pg/password" --auth-local trust \
        --auth-host scram-sha-256 >"$work/log"
    as_nobody pg_ctl --pgdata "$work/pg/data" --wait --log "$work/pg/log" \
        --options "-c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/pg" start >"$work/log"
    as_nobody createdb --host "$work/pg" --username cosmic cosmic
}

if [ "${PROVE_PART:-build}" = build ]; then
    build
    PROVE_PART=run exec unshare --net "$0" "$@"
fi
ip link set lo up
put_up
more=()
new_volume
prove "the image" "${command[@]}"
eval "$(composed)"
with_database
new_volume
prove "the image on compose's terms" "${command[@]}"
as_nobody pg_ctl --pgdata "$work/pg/data" --mode fast stop >"$work/log"
say "proved"
