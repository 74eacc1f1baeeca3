# shellcheck shell=sh
# Knows how the file systems of the base images are made from Debian's packages.

EPOCH='2024-01-01 00:00:00 UTC' # every file's time; not 1970, which zip archives cannot hold

# pack ROOT_FOLDER TARBALL: the same bytes for the same files.
pack() {
    as_root tar --directory "$1" --sort=name --mtime="$EPOCH" --numeric-owner --one-file-system -cf - . >"$2.new" &&
        mv -f "$2.new" "$2"
}

# make_root_busybox: one static program, a link for each of its applets, two users; no /etc/ssl.
make_root_busybox() (
    root=$DEV_HOME/bases/busybox
    as_root rm -rf "$root"
    mkdir -p "$root"
    own=$(os_release VERSION_CODENAME)
    suite_update "$own" && suite_unpack "$own" "$root.debs" busybox-static || return 1
    (
        umask 022
        cd "$root" || exit
        mkdir -p bin dev etc home/app proc root sys tmp usr/bin usr/local/bin var/tmp
        chmod 1777 tmp var/tmp
        find "$root.debs/root" -name busybox -type f -exec mv {} bin/busybox \;
        for applet in $(bin/busybox --list); do
            [ "$applet" = busybox ] || ln -s busybox "bin/$applet"
        done
        printf '%s\n' root:x:0:0:root:/root:/bin/sh app:x:1000:1000:app:/home/app:/bin/sh >etc/passwd
        printf '%s\n' root:x:0: app:x:1000: >etc/group
    ) || return 1
    as_root chown -R 0:0 "$root" && as_root chown 1000:1000 "$root/home/app"
    pack "$root" "$DEV_HOME/bases/busybox.tar" && as_root rm -rf "$root" "$root.debs"
)

# make_root_debian: this machine's own release, as small as its official slim image.
make_root_debian() (
    root=$DEV_HOME/bases/debian
    release=$(os_release VERSION_CODENAME)
    need_packages "The base images" debootstrap || return 1
    can_be_root || {
        say "debootstrap needs root or sudo, and there is neither."
        return 1
    }
    archive=$(own_archive) || {
        say "The apt sources of this machine name no archive of $release."
        return 1
    }
    as_root rm -rf "$root"
    say "Making a root of $release with debootstrap (about half a minute) …"
    set -- --variant=minbase --components="$(own_components)" "$release" "$root" "${archive% *}"
    [ -z "${archive#* }" ] || set -- --keyring="${archive#* }" "$@"
    as_root env DEBIAN_FRONTEND=noninteractive debootstrap "$@" >"$DEV_HOME/bases/debootstrap.log" 2>&1 </dev/null || {
        say "debootstrap failed:" "$(tail -n 5 "$DEV_HOME/bases/debootstrap.log")"
        return 1
    }
    trim "$root" && pack "$root" "$DEV_HOME/bases/debian.tar" && as_root rm -rf "$root"
)

# make_root_node: Debian's, with Debian's own nodejs and npm.
make_root_node() (
    make_root debian || return 1
    root=$DEV_HOME/bases/node
    as_root rm -rf "$root"
    mkdir -p "$root"
    as_root tar --directory "$root" -xpf "$DEV_HOME/bases/debian.tar" || return 1
    say "Adding nodejs and npm (about half a minute) …"
    in_root "$root" 'apt-get update && apt-get install --yes --no-install-recommends nodejs npm' || return 1
    trim "$root" && pack "$root" "$DEV_HOME/bases/node.tar" && as_root rm -rf "$root"
)

# own_components: universe too where there is one, since nodejs and npm are there.
own_components() {
    # shellcheck disable=SC2016 # fields of apt-get indextargets
    if apt-get indextargets --format '$(RELEASE)|$(COMPONENT)' | grep -qx "$(os_release VERSION_CODENAME)|universe"; then
        echo main,universe
    else
        echo main
    fi
}

# in_root ROOT_FOLDER SCRIPT: with mounts that end with it, and with this machine's names, proxies and certificates.
in_root() {
    as_root cp /etc/resolv.conf "$1/etc/resolv.conf"
    [ ! -f /etc/ssl/certs/ca-certificates.crt ] || as_root cp /etc/ssl/certs/ca-certificates.crt "$1/tmp/ca.crt"
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$1/usr/sbin/policy-rc.d" >/dev/null # no service starts in there
    as_root chmod +x "$1/usr/sbin/policy-rc.d"
    # shellcheck disable=SC2016 # for the inner shell
    as_root unshare --mount --propagation private sh -c '
        mount -t proc proc "$1/proc" && mount -t tmpfs tmpfs "$1/dev/shm" &&
        exec chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive \
            ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} sh -c "$2"
    ' sh "$1" "$2" >"$DEV_HOME/bases/in-root.log" 2>&1 </dev/null || {
        say "In the new root this failed: $2" "$(tail -n 5 "$DEV_HOME/bases/in-root.log")"
        return 1
    }
}

# trim ROOT_FOLDER: leaves what a slim image leaves, and nothing that differs from run to run.
trim() {
    # shellcheck disable=SC2016 # for the inner shell
    as_root sh -c '
        cd "$1" || exit
        rm -rf var/lib/apt/lists/* var/cache/apt/*.bin var/cache/apt/archives/*.deb var/cache/ldconfig/* var/cache/debconf/*-old
        rm -rf usr/share/doc/* usr/share/man/* usr/share/info/* usr/share/locale/* usr/share/lintian
        rm -rf usr/sbin/policy-rc.d tmp/* var/log/*.log var/log/apt/* debootstrap
        rm -f etc/resolv.conf etc/hostname etc/machine-id etc/*- var/lib/dpkg/*-old
        find . -name "*.pyc" -delete
    ' sh "$1"
}
