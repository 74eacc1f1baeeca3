# shellcheck shell=sh
# Knows the matrix of private Docker engines, and brings its members up and down.

use packages suites unpack network daemon bases

cmd_engines() {
    action=${1:-list}
    [ $# -eq 0 ] || shift
    make_dev_home
    case $action in
    up) engines_up "$@" ;;
    down) engines_down "$@" ;;
    list) engines_list ;;
    *) die "./dev engines knows up, down and list, not: $action" ;;
    esac
}

# engine_suites NAME: the Debian suites to take it from, the preferred one first.
engine_suites() {
    case $1 in
    docker-20.10) echo bookworm ;; # the oldest in use: legacy by default, no buildx
    docker-new) echo testing stable ;; # today's, with buildx
    docker-own) os_release VERSION_CODENAME ;;
    esac
}

# engine_names: the matrix. Debian 12's own Docker is a member already.
engine_names() {
    if [ "$(os_release VERSION_CODENAME)" = bookworm ]; then
        echo docker-20.10 docker-new
    else
        echo docker-20.10 docker-new docker-own
    fi
}

# own_engine: the one that needs no other suite than this machine's.
own_engine() {
    if [ "$(os_release VERSION_CODENAME)" = bookworm ]; then echo docker-20.10; else echo docker-own; fi
}

# chosen_engines [NAME…]: those named, else all; a name outside the matrix is a mistake.
chosen_engines() (
    [ $# -gt 0 ] || {
        engine_names
        return
    }
    for chosen; do
        case " $(engine_names) " in
        *" $chosen "*) echo "$chosen" ;;
        *) die "There is no engine called $chosen here; there are: $(engine_names)." ;;
        esac
    done
)

running_engines() (
    for running in $(engine_names); do ! engine_running "$running" || echo "$running"; done
)

engine_dir() { printf '%s/engines/%s' "$DEV_HOME" "$1"; }

export_engines() {
    BISECTBUILD_TEST_ENGINES=$DEV_HOME/engines
    export BISECTBUILD_TEST_ENGINES
}

# engines_up [NAME…]: fails if one of them does not come up, after trying all.
engines_up() {
    chosen=$(chosen_engines "$@") || exit 1
    # shellcheck disable=SC2086 # a list of words
    all_ready $chosen || {
        { have apt-get && have dpkg; } || {
            say "Private Docker engines are unpacked from Debian's packages with apt and dpkg, which this machine has not." \
                "Start a Docker of its own for ./dev demo; the whole suite needs Debian or Ubuntu."
            return 1
        }
        can_be_root || {
            say "A private Docker engine can be started by root only, or with sudo, and there is neither."
            return 1
        }
        need_packages "A private Docker engine" debootstrap iproute2 iptables util-linux \
            libdevmapper1.02.1 libseccomp2 libsystemd0 || return 1
        with_lock up_locked $chosen
    }
}

all_ready() (
    for ready; do
        engine_answers "$ready" && bases_ready "$ready" || return 1
    done
)

up_locked() (
    up_status=0
    for name; do
        engine_up "$name" || {
            say "Engine $name is not up."
            up_status=1
        }
    done
    return "$up_status"
)

engine_up() (
    { [ -d "$(engine_dir "$1")/bin" ] || unpack_engine "$1"; } &&
        { engine_answers "$1" || start_engine "$1"; } &&
        import_bases "$1" &&
        say "Engine $1 is up: Docker $(engine_value "$1" ENGINE_VERSION)."
)

engines_down() {
    purge=
    case " $* " in *" --purge "*) purge=yes ;; esac
    down=
    for word; do [ "$word" = --purge ] || down="$down $word"; done
    # shellcheck disable=SC2086 # a list of words
    down=$(chosen_engines $down) || exit 1
    # shellcheck disable=SC2086
    with_lock down_locked $down
}

down_locked() {
    for name; do
        stop_engine "$name" || return 1
        [ -z "$purge" ] || as_root rm -rf "$(engine_dir "$name")"
    done
    [ -z "$purge" ] || [ -n "$(ls "$DEV_HOME/engines")" ] || as_root rm -rf "$DEV_HOME/bases" "$DEV_HOME/apt"
}

engines_list() (
    row='%-13s %-16s %-16s %-12s %-16s %-12s %s\n'
    # shellcheck disable=SC2059 # a constant
    printf "$row" NAME ENGINE CLIENT BUILDX BUILDERS STATE SOCKET
    for name in $(engine_names); do
        if engine_answers "$name"; then state=running; else state=stopped; fi
        [ -d "$(engine_dir "$name")/bin" ] || state="not unpacked"
        # shellcheck disable=SC2059
        printf "$row" "$name" "$(engine_value "$name" ENGINE_VERSION -)" "$(engine_value "$name" CLIENT_VERSION -)" \
            "$(engine_value "$name" BUILDX_VERSION -)" "$(engine_value "$name" BUILDERS -)" "$state" \
            "$(engine_dir "$name")/docker.sock"
    done
)

# engine_value NAME KEY [ELSE]: from its env file, which is there while it runs.
engine_value() (
    value=$(sed -n "s/^$2=//p" "$(engine_dir "$1")/env" 2>/dev/null) || :
    printf '%s' "${value:-${3:-}}"
)
