"""The shell's part of questions about packages: reading the lists of each package manager.

`name` and `version` are what is asked for, `root` the folder that holds the layer, "" for /. Each
reader calls `found MANAGER VERSION` for what it finds.
"""

from __future__ import annotations

from typing import Final

# A version fits from its first part on, with or without the epoch of its distribution.
FITS: Final = """seen= unread=
found() {
case "$seen, " in *", $1 $name $2, "*) return;; esac
seen="$seen, $1 $name $2"
[ -n "$version" ] || good "$1 $name $2"
for whole in "$2" "${2#[0-9]*:}"
do case $whole in "$version"|"$version"[-.+~_]*) good "$1 $name $2";; esac
done
}
# $1 a file or folder: whether it is there; what may not be read is remembered.
readable() {
[ -e "$1" ] || return
[ -r "$1" ] && return
unread="$unread, $1"
return 1
}
"""
# A file of status.d, as distroless images have them, holds installed packages without a status.
APT: Final = r"""for file in "$root/var/lib/dpkg/status" "$root"/var/lib/dpkg/status.d/*
do case $file in *.md5sums) continue;; esac
readable "$file" || continue
versions=$($BB awk -v name="${name%%:*}" -v arch="$arch" '
function tell() {
if (p == name && (arch == "" || a == arch) && (s == "" || s ~ / installed$/)) print v
p = s = v = a = ""
}
{ sub(/\r$/, "") }
/^Package:/ { p = $2 }
/^Status:/ { s = $0 }
/^Version:/ { v = $2 }
/^Architecture:/ { a = $2 }
$0 == "" { tell() }
END { tell() }' "$file")
for one in $versions; do found apt "$one"; done
done
"""
APK: Final = """for file in "$root/lib/apk/db/installed" "$root/usr/lib/apk/db/installed"
do readable "$file" || continue
versions=$($BB awk -v name="$name" '
/^P:/ { p = substr($0, 3) }
/^V:/ { v = substr($0, 3) }
$0 == "" { if (p == name) print v; p = "" }
END { if (p == name) print v }' "$file")
for one in $versions; do found apk "$one"; done
done
"""
# The list of rpm is a database that only rpm reads. A busybox has an rpm of its own, which cannot.
RPM: Final = """rpmdb=
for file in "$root"/var/lib/rpm/* "$root"/usr/lib/sysimage/rpm/* "$root"/var/lib/rpmmanifest/*
do case $file in */Packages|*/Packages.db|*/rpmdb.sqlite|*/container-manifest-2) rpmdb=$file;; esac
done
rpm=
set -f
IFS=:
for place in $PATH
do if [ -z "$rpm" ] && [ -x "$place/rpm" ]; then rpm=$place/rpm; fi
done
unset IFS
set +f
if [ -n "$rpmdb" ]
then case $("${rpm:-false}" --version 2>/dev/null) in
*RPM*)
form='%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\\n'
if told=$(LC_ALL=C "$rpm" -q --qf "$form" -- "$name" 2>/dev/null)
then for one in $told; do found rpm "$one"; done
else case $told in *'is not installed'*) ;; *) unread="$unread, $rpmdb";; esac
fi;;
*) unread="$unread, $rpmdb (there is no rpm to read it with)";;
esac
fi
"""
PIP: Final = r"""packages() {
for folder in "$1"/lib*/python*/site-packages "$1"/lib*/python*/dist-packages
do pip_in "$folder"
done
}
pip_in() {
[ -d "$1" ] || return 0
case "
$been" in *"
$1
"*) return 0;; esac
been="$been$1
"
readable "$1" || return 0
versions=$(cd "$1" && for entry in *.dist-info *.egg-info; do printf '%s\n' "$entry"; done |
$BB awk -v name="$name" '
function plain(text) { text = tolower(text); gsub(/[-_.]+/, "-", text); return text }
{ entry = $0; sub(/\.(dist|egg)-info$/, ""); sub(/-py[0-9.]+$/, "")
at = match($0, /-[^-]*$/)
own = at ? substr($0, 1, at - 1) : $0
if (plain(own) == plain(name)) print at ? substr($0, at + 1) : "in:" entry }')
for one in $versions
do case $one in in:*)
for file in "$1/${one#in:}" "$1/${one#in:}/PKG-INFO"
do [ ! -f "$file" ] || one=$($BB sed -n 's/^Version: *//p' "$file" | $BB head -n 1)
done
case $one in in:*|'') one='?';; esac;;
esac
found pip "$one"
done
}
been=
for place in "$root/usr" "$root/usr/local" "$root/opt"/* "$root/venv" "$root"/*/venv \
"$root"/*/.venv "$root/root/.local" "${HOME-}/.local" "${VIRTUAL_ENV-/nowhere}" venv .venv
do packages "$place"
done
set -f
IFS=:
set -- $PATH
folders=${PYTHONPATH-}
for place; do set +f; unset IFS; packages "${place%/bin}"; done
set -f
IFS=:
set -- $folders
set +f
unset IFS
for place; do pip_in "$place"; done
for folder in "$root"/usr/lib/python3/dist-packages
do pip_in "$folder"
done
"""
# Reads the version at the outermost level of a package.json; others may stand further in.
NPM: Final = r"""npm_in() {
file=$1/node_modules/$name/package.json
readable "$file" || return 0
one=$($BB tr '\n\r\t' '   ' <"$file" | $BB awk '
{ text = $0; deep = 0; key = ""
while (match(text, /"([^"\\]|\\.)*"|[][{}:,]/)) {
word = substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH)
if (word == "{" || word == "[") { deep++; key = "" }
else if (word == "}" || word == "]") { deep--; key = "" }
else if (word == ",") key = ""
else if (word == ":") key = last
else if (deep == 1 && key == "\"version\"") { print substr(word, 2, length(word) - 2); exit }
else last = word } }')
found npm "${one:-?}"
}
for place in "$root/usr/lib" "$root/usr/local/lib"
do npm_in "$place"
done
set -f
IFS=:
set -- $PATH
set +f
unset IFS
for place; do npm_in "${place%/bin}/lib"; done
place=$(pwd)
while [ -n "$place" ]
do npm_in "$place"
place=${place%/*}
done
[ -z "$root" ] || npm_in "$root"
npm_in ''
"""
END: Final = """[ -z "$unread" ] || skip "uid $($BB id -u) cannot read ${unread#, }"
[ -z "$seen" ] || bad "there is ${seen#, }, not $version"
bad "there is no package $name ($where)"
"""
