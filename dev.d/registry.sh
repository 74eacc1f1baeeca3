# shellcheck shell=sh
# Knows how a registry comes to be here for the tests that send bundles through one.

use suites

registry_program() { printf '%s/registry/root/usr/bin/docker-registry' "$DEV_HOME"; }

# registry_ready: it is unpacked beside the engines, never installed; fails, with words, where that cannot be.
registry_ready() {
    [ -x "$(registry_program)" ] || with_lock unpack_registry
}

unpack_registry() (
    suite=$(os_release VERSION_CODENAME)
    folder=$DEV_HOME/registry
    { have apt-get && have dpkg; } || {
        say "The tests through a registry take Debian's package docker-registry, and there is no apt here."
        return 1
    }
    say "Unpacking docker-registry in $folder …"
    rm -rf "$folder"
    suite_update "$suite" && suite_unpack "$suite" "$folder" docker-registry
)
