# shellcheck shell=sh
# Knows how tmate comes to be here for the tests that come in through it.

use suites

private_tmate() { printf '%s/tmate/tmate' "$DEV_HOME"; }

find_tmate() (
    for tmate in tmate "$(private_tmate)"; do
        have "$tmate" || continue
        "$tmate" -V >/dev/null 2>&1 || continue
        command -v "$tmate"
        return 0
    done
    return 1
)

# tmate_ready: it is unpacked beside the engines, never installed; fails, with words, where none can be had.
tmate_ready() {
    find_tmate >/dev/null || {
        { have apt-get && have dpkg; } || {
            say "The tests of coming in through tmate need it, and there is none." \
                "./dev unpacks it from Debian's packages with apt and dpkg, which this machine has not."
            return 1
        }
        with_lock unpack_program "$DEV_HOME/tmate" tmate usr/bin/tmate || return 1
        find_tmate >/dev/null || {
            say "tmate is unpacked now, but tmate -V does not answer."
            return 1
        }
    }
}
