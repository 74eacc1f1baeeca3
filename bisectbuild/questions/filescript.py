"""The shell's part of questions about a file: `name` is the path as typed, `path` as opened."""

from __future__ import annotations

from typing import Final

# What the builder puts over a layer while a step runs; the layer's own cannot be seen there.
_OVER: Final = "/proc /sys /dev /etc/hosts /etc/hostname /etc/resolv.conf /.dockerenv /.bisectbuild"
LOOK: Final = rf"""over='{_OVER}'
case $path in /*) full=$path;; *) full=${{PWD%/}}/${{path#./}};; esac
mounted() {{
case $1 in /etc/*) ;; *) return 0;; esac
while read -r _id _parent _device _root at _rest
do [ "$at" != "$1" ] || return 0
done </proc/self/mountinfo
return 1
}}
for place in $over
do case $full in "$place"|"$place"/*) ! mounted "$place" ||
skip "$name is the builder's own while a step runs, so what the layer holds there is not seen"
esac
done
denied() {{ skip "uid $($BB id -u) may not see $name: permission denied"; }}
# $1 "" for what the path itself is, -L for what it leads to. Sets told; fails where there is none.
look() {{
told=$($BB stat $1 -c '%F, mode %a, owner %u:%g' "$path" 2>&1) && return
case $told in
*': No such file or directory'|*': Not a directory') return 1;;
*': Permission denied') denied;;
*': Symbolic link loop'|*': Too many levels of symbolic links') return 1;;
*) skip "$told";;
esac
}}
lost() {{ bad "$name is a link to $($BB readlink "$path"), where nothing is"; }}
there() {{
if look; then look -L || lost; else bad "there is no $name"; fi
}}
"""
EXISTS: Final = """there
seen="$seen, $told"
"""
ABSENT: Final = """! look || bad "$name is there: $told"
good "there is no $name"
"""
SUM: Final = r"""sum_of() {
[ -r "$path" ] || skip "uid $($BB id -u) may not read $name"
sum=$($BB sha256sum <"$path") || skip "$name cannot be read"
sum=${sum%% *}
}
"""
# These find what they ask for in `wanted`, OWNER also in `form`, `word` and `table`.
SHA256: Final = """there
if [ -f "$path" ]
then sum_of
[ "$sum" = "$wanted" ] || wrong="$wrong; its sha256 is $sum"
seen="$seen, sha256 $sum"
else wrong="$wrong; it is a ${told%%,*}, which has no sum"
fi
"""
MODE: Final = """there
is=$($BB stat -L -c %a "$path")
[ "$is" = "$wanted" ] || wrong="$wrong; its mode is $is, not $wanted"
seen="$seen, mode $is"
"""
# $1 a file like /etc/passwd, $2 a name in it or a number.
OWNERS: Final = """number_of() {
case $2 in *[!0-9]*) ;; *) number=$2; return;; esac
number=
[ -r "$1" ] || return 0
while IFS=: read -r key _secret value _rest || [ -n "$key" ]
do [ "$key" != "$2" ] || { number=$value; return; }
done <"$1"
}
"""
OWNER: Final = """there
number_of "$table" "$wanted"
is=$($BB stat -L -c "$form" "$path")
seen="$seen, $word $is"
if [ -z "$number" ]
then wrong="$wrong; its $word is $is, and $wanted is not in $table"
elif [ "$is" != "$number" ]
then wrong="$wrong; its $word is $is, not $wanted"
fi
"""
ALL: Final = """[ -z "$wrong" ] || bad "$name: ${wrong#; }"
good "$name: ${seen#, }"
"""
# Times do not count, as they differ with each build, nor do sizes of directories, which file
# systems choose. The mark at the end tells fingerprints apart, also where the text is cut.
FINGERPRINT: Final = r"""listing() {
cd "$path" || return
base=$(pwd -P)
base=${base%/}
set --
for place in $over
do case $place in "$base"/*) set -- "$@" -path ".${place#"$base"}" -prune -o;; esac
done
$BB find . "$@" -exec $BB stat -c '%f %u %g %t:%T %N' {} + || return
$BB find . "$@" -type f -exec $BB sha256sum {} +
}
contents() {
if [ -f "$path" ]
then sum_of
seen="$seen$told, $($BB stat -L -c %s "$path") bytes, sha256 $sum"
elif [ -d "$path" ]
then list=$(listing 2>/dev/null) || skip "uid $($BB id -u) may not read all of $name"
sum=$(printf '%s\n' "$list" | $BB sort | $BB sha256sum)
seen="$seen$told, contents ${sum%% *}"
else seen="$seen$told, $($BB stat -L -c %t:%T "$path")"
fi
}
seen=
if ! look
then seen='nothing there'
elif [ -L "$path" ]
then seen="link to $($BB readlink "$path"), owner ${told##* }; "
if look -L; then contents; else seen="${seen}nothing there"; fi
else contents
fi
mark=$(printf %s "$seen" | $BB sha256sum)
mark=$(printf '%.16s' "$mark")
seen=$(printf '%.200s' "$seen")
"""
OBSERVE: Final = 'good "$seen ($mark)"\n'
CHANGED: Final = """[ "$mark" != "$first" ] || good "$name is as it was: $seen"
bad "$name was: $before; is: $seen"
"""
