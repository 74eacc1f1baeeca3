# shellcheck shell=sh
# Knows the network of a private engine: a bridge and an address range of its own, and the way out.
# The daemons get iptables=false: a daemon that starts empties the chains of every other one on the machine.

# engine_index NAME: its place, which makes names and ranges differ.
engine_index() {
    case $1 in
    docker-20.10) echo 0 ;;
    docker-new) echo 1 ;;
    *) echo 2 ;;
    esac
}

# home_number: two homes on one machine get different names and, as a rule, different ranges.
home_number() { printf '%s' "$DEV_HOME" | cksum | cut -d ' ' -f 1; }

engine_bridge() { printf 'bb-%06x-%d' $(($(home_number) % 16777216)) "$(engine_index "$1")"; }

# bridge_range BRIDGE: its first address's three numbers, as 10.a.b; fails where there is no such bridge.
bridge_range() { ip -4 -o address show dev "$1" 2>/dev/null | sed -nE 's,.* inet ([0-9]+\.[0-9]+\.[0-9]+)\.1/.*,\1,p' | grep .; }

# make_bridge NAME: prints the range it holds, 10.a.b: the bridge has 10.a.b.0/24, other networks the rest of the /20.
make_bridge() (
    bridge=$(engine_bridge "$1")
    if ! range=$(bridge_range "$bridge"); then
        range=$(free_range "$1") || return 1
        add_bridge "$bridge" "$range.1/24" || {
            say "The bridge $bridge could not be made. Usually this is a container whose root may not change its network:" \
                "use a virtual machine, or a privileged container."
            return 1
        }
    fi
    way_out add "$range.0/20" && printf '%s' "$range"
)

add_bridge() {
    as_root ip link add "$1" type bridge &&
        as_root ip address add "$2" dev "$1" &&
        as_root ip link set "$1" up
}

remove_bridge() (
    bridge=$(engine_bridge "$1")
    range=$(bridge_range "$bridge") || return 0
    way_out remove "$range.0/20"
    as_root ip link delete "$bridge"
)

# free_range NAME: one to which no route of this machine leads but the default one.
free_range() (
    default_route=$(route_to 198.51.100.1)
    try=0
    while [ "$try" -lt 100 ]; do
        range=10.$((100 + ($(home_number) + try) % 100)).$(($(engine_index "$1") * 16))
        if [ "$(route_to "$range.1")" = "$default_route" ] && ! grep -qF " ${range%.*}." /etc/resolv.conf; then
            printf '%s' "$range"
            return 0
        fi
        try=$((try + 1))
    done
    say "No free address range was found for $1 among 10.100.0.0 to 10.199.255.255."
    return 1
)

route_to() { ip -4 route get "$1" 2>/dev/null | sed -n '1s/^[^ ]* \(.*\) src .*/\1/p'; }

# way_out add|remove RANGE: the rules that let its packets out and the answers back.
way_out() {
    way_rule "$1" nat POSTROUTING -s "$2" '!' -d "$2" -j MASQUERADE &&
        way_rule "$1" filter FORWARD -s "$2" -j ACCEPT &&
        way_rule "$1" filter FORWARD -d "$2" -j ACCEPT
}

way_rule() (
    way=$1 table=$2
    shift 2
    if as_root iptables --wait --table "$table" --check "$@" 2>/dev/null; then
        [ "$way" = add ] || as_root iptables --wait --table "$table" --delete "$@"
    else
        [ "$way" = remove ] || as_root iptables --wait --table "$table" --insert "$@"
    fi
)
