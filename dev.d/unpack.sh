# shellcheck shell=sh
# Knows how an engine's folder is filled with programs from Debian's packages.

# unpack_engine NAME: from the first of its suites whose programs run on this machine.
unpack_engine() (
    for from in $(engine_suites "$1"); do
        say "Unpacking Docker of $from for $1 …"
        unpack_from "$from" "$(engine_dir "$1")" && return 0
    done
    say "Missing: $1 (the reasons are above)."
    return 1
)

unpack_from() (
    fresh=$2/unpack
    rm -rf "$fresh"
    mkdir -p "$fresh" "$2/config"
    suite_update "$1" || return 1
    packages="docker.io containerd runc tini"
    # Older releases have the client in docker.io, the static tini in tini, and no buildx.
    for optional in docker-cli docker-buildx tini-static; do
        ! suite_has "$1" "$optional" || packages="$packages $optional"
    done
    # shellcheck disable=SC2086 # a list of words
    suite_unpack "$1" "$fresh" $packages || return 1
    own_runc "$1" "$fresh" || return 1
    programs_run "$fresh/root" || return 1
    arrange "$fresh" "$2"
)

# own_runc: runc alone links to the newest glibc's symbols; the machine's own does for every engine.
own_runc() (
    own=$(os_release VERSION_CODENAME)
    [ "$own" != "$1" ] || return 0
    problem=$(link_problem "$2/root/usr/sbin/runc") || return 0
    say "runc of $1 does not run here (${problem%% (required by*}); taking that of $own."
    sed -i '/^runc /d' "$2/packages"
    suite_update "$own" && suite_unpack "$own" "$2" runc
)

programs_run() (
    for program in "$1"/usr/bin/docker "$1"/usr/sbin/dockerd "$1"/usr/bin/containerd \
        "$1"/usr/bin/containerd-shim-runc-v2 "$1"/usr/sbin/runc "$1"/usr/libexec/docker/cli-plugins/*; do
        [ -e "$program" ] || continue
        ! problem=$(link_problem "$program") || {
            say "${program##*/} does not run here: $problem"
            return 1
        }
    done
)

# link_problem PROGRAM: prints the first library or symbol that this machine lacks for it; fails where none is.
link_problem() { ldd -r "$1" 2>&1 | grep -E 'not found|undefined symbol' | sed "s,^[[:space:]]*,,;s,^$1: ,," | sed q | grep .; }

# arrange FRESH ENGINE_DIR: bin is moved into place last, since it says that the engine is complete.
arrange() (
    mkdir -p "$1/bin"
    for program in bin/docker bin/containerd bin/containerd-shim-runc-v2 sbin/dockerd sbin/docker-proxy sbin/runc; do
        mv "$1/root/usr/$program" "$1/bin/" || return 1
    done
    mv "$1/root/usr/bin/tini-static" "$1/bin/docker-init" || return 1
    if [ -d "$1/root/usr/libexec/docker/cli-plugins" ]; then
        mkdir -p "$2/config/cli-plugins"
        mv -f "$1/root/usr/libexec/docker/cli-plugins/docker-buildx" "$2/config/cli-plugins/"
    fi
    mv -f "$1/packages" "$2/packages"
    mv "$1/bin" "$2/bin" || return 1
    rm -rf "$1"
)
