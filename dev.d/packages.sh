# shellcheck shell=sh
# Knows how Debian packages that are missing get installed, or what to say where that cannot be.

missing_packages() (
    for package; do
        # shellcheck disable=SC2016 # a field of dpkg-query, not of the shell
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
            printf ' %s' "$package"
    done
)

# need_packages WHY PACKAGE…: installs what is missing; else says what to install, and fails.
need_packages() (
    why=$1
    shift
    { have dpkg-query && have apt-get; } || {
        say "$why needs what Debian calls: $*." \
            "This is neither Debian nor Ubuntu, so ./dev cannot install it: please do, by this system's own means."
        return 1
    }
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    can_be_root || {
        say "$why needs packages that are missing, and there is neither root nor sudo to install them." \
            "Ask for:  apt-get install$missing"
        return 1
    }
    say "Installing$missing …"
    # shellcheck disable=SC2086 # a list of words
    apt_install $missing || {
        say "$why needs packages that apt-get could not install (its words are above)." \
            "Usually the network or another apt is in the way. Then try:  apt-get install$missing"
        return 1
    }
)

# apt_install PACKAGE…: quiet unless it fails; reads the indexes again only if the first try needs it.
apt_install() (
    words=$(apt_get install "$@" 2>&1) || {
        words=$(apt_get update 2>&1 && apt_get install "$@" 2>&1) || {
            printf '%s\n' "$words" | tail -n 15 >&2
            return 1
        }
    }
)

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get --yes --no-install-recommends -o DPkg::Lock::Timeout=120 "$@" </dev/null
}
