# shellcheck shell=sh
# Knows how the daemon of one engine is started, asked and stopped.

# use_engine NAME: from here on docker is that engine's own client and speaks to that engine.
use_engine() {
    DOCKER_HOST=unix://$(engine_dir "$1")/docker.sock
    DOCKER_CONFIG=$(engine_dir "$1")/config
    PATH=$(engine_dir "$1")/bin:$PATH
    export DOCKER_HOST DOCKER_CONFIG PATH
    unset DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_API_VERSION BUILDX_BUILDER BUILDX_CONFIG
}

# docker_of NAME ARG…: one such command; with - for NAME, of the present environment.
docker_of() (
    [ "$1" = - ] || use_engine "$1"
    shift
    exec docker "$@"
)

# daemon_pid NAME: its process id by its own pidfile, if that process is this daemon and no other.
daemon_pid() (
    engine=$(engine_dir "$1")
    [ -f "$engine/pid" ] || return 1
    pid=$(cat "$engine/pid")
    tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "--config-file $engine/daemon.json" && printf '%s' "$pid"
)

engine_running() { daemon_pid "$1" >/dev/null; }

engine_answers() {
    engine_running "$1" && [ -f "$(engine_dir "$1")/env" ] && docker_of "$1" version >/dev/null 2>&1
}

start_engine() (
    engine=$(engine_dir "$1")
    if ! engine_running "$1"; then
        stop_leftovers "$engine"
        rm -f "$engine/env"
        range=$(make_bridge "$1") || return 1
        write_daemon_json "$engine" "$(engine_bridge "$1")" "$range" >"$engine/daemon.json"
        launch "$engine"
    fi
    wait_for_answer "$1" && write_env "$1"
)

# launch ENGINE_DIR: in a session of its own, with none of the caller's files open.
# /run/containerd is hidden from it: a daemon that finds a containerd there shares it instead of starting its own.
launch() {
    [ ! -f "$1/log" ] || mv -f "$1/log" "$1/log.old"
    # shellcheck disable=SC2016 # for the inner shell
    as_root env -u DOCKER_HOST -u DOCKER_CONFIG -u DOCKER_CONTEXT -u NOTIFY_SOCKET PATH="$1/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
        setsid --fork unshare --mount --propagation slave sh -c '
            mkdir -p /run/containerd && mount -t tmpfs tmpfs /run/containerd && exec dockerd --config-file "$1/daemon.json"
        ' sh "$1" </dev/null >"$1/log" 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
}

# write_daemon_json ENGINE_DIR BRIDGE RANGE: nothing of the machine's own /etc/docker/daemon.json is read.
write_daemon_json() {
    cat <<END
{
  "data-root": "$1/data",
  "exec-root": "$1/exec",
  "pidfile": "$1/pid",
  "hosts": ["unix://$1/docker.sock"],
  "group": "$(id -g)",
  "storage-driver": "overlay2",
  "bridge": "$2",
  "mtu": $(way_out_mtu),
  "default-address-pools": [{"base": "$3.0/20", "size": 24}],
  "iptables": false,
  "ip6tables": false
}
END
}

# way_out_mtu: packets larger than the machine's own link takes would be lost.
way_out_mtu() (
    link=$(ip -4 route show default | sed -n '1s/.* dev \([^ ]*\).*/\1/p')
    mtu=$(cat "/sys/class/net/${link:-lo}/mtu")
    if [ "$mtu" -lt 1500 ]; then echo "$mtu"; else echo 1500; fi
)

# wait_for_answer NAME: up to three minutes while the daemon lives; on a busy machine it takes a while to begin.
wait_for_answer() (
    waits=0
    until docker_of "$1" version >/dev/null 2>&1; do
        waits=$((waits + 1))
        if [ "$waits" -ge 900 ] || { [ "$waits" -ge 150 ] && ! engine_running "$1"; }; then
            say "The daemon of $1 does not answer. The end of $(engine_dir "$1")/log:"
            tail -n 15 "$(engine_dir "$1")/log" >&2
            say "Usually the folder is on a file system that overlay2 cannot use, or this machine may not make mounts, bridges or cgroups." \
                "Then set BISECTBUILD_DEV_HOME to a folder on ext4 or xfs, or run this in a virtual machine."
            return 1
        fi
        sleep 0.2
    done
)

write_env() (
    engine=$(engine_dir "$1")
    buildx=
    [ ! -e "$engine/config/cli-plugins/docker-buildx" ] || buildx=$(docker_of "$1" buildx version | cut -d ' ' -f 2)
    versions=$(docker_of "$1" version --format '{{.Server.Version}} {{.Client.Version}}') || return 1
    cat >"$engine/env.new" <<END
NAME=$1
DOCKER_HOST=unix://$engine/docker.sock
DOCKER_CONFIG=$engine/config
BIN=$engine/bin
ENGINE_VERSION=${versions% *}
CLIENT_VERSION=${versions#* }
BUILDX_VERSION=$buildx
BUILDERS=legacy buildkit
END
    mv -f "$engine/env.new" "$engine/env"
)

stop_engine() (
    engine=$(engine_dir "$1")
    [ -d "$engine" ] || return 0
    rm -f "$engine/env"
    if pid=$(daemon_pid "$1"); then
        as_root kill "$pid"
        gone_within 30 "$pid" || as_root kill -KILL "$pid"
    fi
    stop_leftovers "$engine"
    remove_bridge "$1"
    say "Engine $1 is down."
)

# stop_leftovers ENGINE_DIR: what a killed daemon left: its containerd, its shims and what runs in their containers.
# They are told by the program they run, which lies in this engine's own folder.
stop_leftovers() (
    for process in $(as_root find /proc -maxdepth 2 -path '/proc/[0-9]*/exe' -lname "$1/bin/*" 2>/dev/null); do
        process=${process%/exe}
        left=$(cat "$process"/task/*/children 2>/dev/null) || :
        # shellcheck disable=SC2086 # a list of words
        as_root kill -KILL "${process#/proc/}" $left 2>/dev/null || :
    done
    as_root rm -f "$1/pid" "$1/docker.sock"
)

gone_within() (
    waits=$(($1 * 5))
    while [ -d "/proc/$2" ]; do
        [ "$waits" -gt 0 ] || return 1
        waits=$((waits - 1))
        sleep 0.2
    done
)
