# shellcheck shell=sh
# Knows how OpenSSH's server comes to be here for the tests that come in through a bastion.
# It is unpacked and never installed: its package would start it for the whole machine.

use suites

private_sshd() { printf '%s/sshd/sshd' "$DEV_HOME"; }

# find_sshd: the machine's own, else the unpacked one. An older one knows no -V, but says its version with its usage.
find_sshd() (
    for sshd in sshd "$(private_sshd)"; do
        have "$sshd" || continue
        sshd=$(command -v "$sshd")
        "$sshd" -V 2>&1 | grep -q '^OpenSSH_' || continue
        printf '%s' "$sshd"
        return 0
    done
    return 1
)

# sshd_ready: fails, with words, where none can be had. Tests look for it in the same places.
sshd_ready() {
    find_sshd >/dev/null || {
        get_sshd || return 1
        find_sshd >/dev/null || {
            say "OpenSSH's server is unpacked now, but sshd -V does not answer."
            return 1
        }
    }
}

get_sshd() {
    { have apt-get && have dpkg; } || {
        say "The tests of bastions need OpenSSH's server, sshd, and there is none." \
            "./dev unpacks it from Debian's packages with apt and dpkg, which this machine has not."
        return 1
    }
    with_lock unpack_program "$DEV_HOME/sshd" openssh-server usr/sbin/sshd
}
