# shellcheck shell=sh
# Knows how packages of any Debian suite are fetched with apt, beside this machine's own configuration.

# own_archive: "URI KEYRING" of the archive that this machine's release comes from, as its own apt sources say.
own_archive() (
    # shellcheck disable=SC2016 # fields of apt-get indextargets
    target=$(apt-get indextargets --format '$(RELEASE)|$(COMPONENT)|$(REPO_URI)|$(SOURCESENTRY)' 'Created-By: Packages' |
        grep "^$(os_release VERSION_CODENAME)|main|" | head -n 1)
    [ -n "$target" ] || return 1
    target=${target#*|main|}
    sources=${target#*|}
    keyring=$(sed -nE 's,.*signed-by[:=] *(/[^] ]+).*,\1,Ip' "${sources%:*}" | head -n 1)
    printf '%s %s' "${target%%|*}" "$keyring"
)

# debian_archive: the same for Debian; elsewhere what BISECTBUILD_DEV_MIRROR says.
debian_archive() (
    if [ -n "${BISECTBUILD_DEV_MIRROR:-}" ]; then
        need_packages "Taking engines from a Debian archive" debian-archive-keyring || return 1
        printf '%s %s' "$BISECTBUILD_DEV_MIRROR" /usr/share/keyrings/debian-archive-keyring.gpg
    elif [ "$(os_release ID)" = debian ]; then
        own_archive || {
            say "The apt sources of this machine name no archive of $(os_release VERSION_CODENAME) main (or were never read: apt-get update)."
            return 1
        }
    else
        say "The apt sources of this machine name no Debian archive. Set BISECTBUILD_DEV_MIRROR to the address of one."
        return 1
    fi
)

# suite_config SUITE: writes an apt configuration with its own lists; of this machine's release with its own sources.
suite_config() (
    apt_home=$DEV_HOME/apt/$1
    mkdir -p "$apt_home/lists/partial" "$apt_home/cache/archives/partial" "$apt_home/empty"
    : >"$apt_home/status"
    {
        printf 'Dir::State "%s";\nDir::State::status "%s/status";\n' "$apt_home" "$apt_home"
        printf 'Dir::Cache "%s/cache";\n' "$apt_home"
        [ "$(id -u)" -ne 0 ] || echo 'APT::Sandbox::User "root";' # its _apt may not read our folder
    } >"$apt_home/apt.conf"
    [ "$1" != "$(os_release VERSION_CODENAME)" ] || return 0
    archive=$(debian_archive) || return 1
    {
        printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n' "${archive% *}" "$1"
        [ -z "${archive#* }" ] || printf 'Signed-By: %s\n' "${archive#* }"
    } >"$apt_home/suite.sources"
    {
        printf 'Dir::Etc::sourcelist "%s/suite.sources";\nDir::Etc::sourceparts "%s/empty";\n' "$apt_home" "$apt_home"
        printf 'Dir::Etc::preferences "%s/none";\nDir::Etc::preferencesparts "%s/empty";\n' "$apt_home" "$apt_home"
    } >>"$apt_home/apt.conf"
)

# suite_update SUITE: reads its indexes; fails, with words, where it cannot be reached.
suite_update() (
    suite_config "$1" || return 1
    # Of this machine's own sources some may be out of reach and not matter here.
    [ "$1" = "$(os_release VERSION_CODENAME)" ] || set -- "$1" --error-on=any
    words=$(APT_CONFIG=$DEV_HOME/apt/$1/apt.conf apt-get update ${2:+"$2"} 2>&1) || {
        say "The suite $1 cannot be read from this machine's archive:" "$(printf '%s' "$words" | grep '^[EW]:' | tail -n 3)"
        return 1
    }
)

suite_has() { [ -n "$(APT_CONFIG=$DEV_HOME/apt/$1/apt.conf apt-cache madison "$2" 2>/dev/null)" ]; }

# suite_unpack SUITE FOLDER PACKAGE…: its newest version of each, unpacked there; nothing is installed.
# Adds "PACKAGE VERSION SUITE" lines to FOLDER/packages.
suite_unpack() (
    suite=$1 into=$2
    shift 2
    mkdir -p "$into/debs"
    words=$(cd "$into/debs" && APT_CONFIG=$DEV_HOME/apt/$suite/apt.conf apt-get download "$@" 2>&1) || {
        say "Packages of $suite could not be fetched:" "$(printf '%s' "$words" | tail -n 3)"
        return 1
    }
    for deb in "$into/debs"/*.deb; do
        dpkg -x "$deb" "$into/root" || return 1
        # shellcheck disable=SC2016 # fields of dpkg-deb
        dpkg-deb -W --showformat='${Package} ${Version} '"$suite\n" "$deb" >>"$into/packages"
    done
    rm -rf "$into/debs"
)

# unpack_program FOLDER PACKAGE PROGRAM: from this machine's own suite, with the libraries it lacks; nothing is
# installed. FOLDER then has a script of the program's name that runs it.
unpack_program() (
    suite=$(os_release VERSION_CODENAME)
    folder=$1
    say "Unpacking $2 in $folder …"
    rm -rf "$folder"
    suite_update "$suite" || return 1
    # Only what this machine has not; its own libraries serve for the rest.
    wanted=$(APT_CONFIG=$DEV_HOME/apt/$suite/apt.conf apt-get -o Dir::State::status=/var/lib/dpkg/status \
        --simulate --no-install-recommends install "$2" 2>/dev/null | sed -n 's/^Inst \([^ ]*\) .*/\1/p')
    # shellcheck disable=SC2086 # a list of words
    suite_unpack "$suite" "$folder" ${wanted:-"$2"} || return 1
    libraries=$(find "$folder/root" -name '*.so*' -printf '%h\n' | sort -u | tr '\n' ':')
    {
        printf '#!/bin/sh\nLD_LIBRARY_PATH="%s" exec ' "$libraries"
        printf '"%s/root/%s" "$@"\n' "$folder" "$3"
    } >"$folder/${3##*/}"
    chmod +x "$folder/${3##*/}"
)
