# shellcheck shell=sh
# Knows how the parts of ./dev speak, load one another, become root, and where they keep their state.

: "${ROOT:?}"
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
DEV_HOME=${BISECTBUILD_DEV_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/bisectbuild-dev}

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# use PART…: reads the parts not read so far.
USED=' common '
use() {
    for part; do
        case $USED in *" $part "*) continue ;; esac
        USED="$USED$part "
        # shellcheck source=/dev/null
        . "$ROOT/dev.d/$part.sh"
    done
}

can_be_root() {
    [ "$(id -u)" -eq 0 ] || { have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -- "$@"; fi
}

# os_release KEY: one value of /etc/os-release, empty where it has none.
os_release() (
    [ -r /etc/os-release ] || exit 0
    # shellcheck source=/dev/null
    . /etc/os-release
    eval "printf '%s' \"\${$1:-}\""
)

# make_dev_home: its (physical) path goes into JSON, env files and socket names, so it must be plain and short.
make_dev_home() {
    case $DEV_HOME in
    /*) ;;
    *) die "BISECTBUILD_DEV_HOME must be an absolute path, not: $DEV_HOME" ;;
    esac
    case $DEV_HOME in
    *[!A-Za-z0-9._/+@-]*)
        die "Engines cannot live in $DEV_HOME: only letters, digits and . _ / + @ - are safe there." \
            "Set BISECTBUILD_DEV_HOME to another folder."
        ;;
    esac
    # A socket's path holds at most 107 bytes; the longest below here is containerd's, with 58.
    [ ${#DEV_HOME} -le 49 ] || die "Engines cannot live in $DEV_HOME: the paths of their sockets get too long." \
        "Set BISECTBUILD_DEV_HOME to a folder of at most 49 characters."
    mkdir -p "$DEV_HOME/engines" "$DEV_HOME/bases" "$DEV_HOME/apt"
    DEV_HOME=$(cd -- "$DEV_HOME" && pwd -P) # as /proc names it
}

# with_lock COMMAND…: one at a time among all clones that share this state.
with_lock() {
    exec 9>"$DEV_HOME/lock"
    flock --nonblock 9 || {
        say "Waiting for another ./dev that works on $DEV_HOME …"
        flock 9
    }
    status=0
    "$@" || status=$?
    exec 9>&-
    return "$status"
}
