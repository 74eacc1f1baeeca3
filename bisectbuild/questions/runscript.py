"""The shell's part of questions that start a program: finding it, starting it, how it ended."""

from __future__ import annotations

from typing import Final

# $1 a program as typed. Sets program to its path, or is bad.
FIND: Final = """find_program() {
case $1 in
*/*) program=$1;;
*) set -f
IFS=:
for place in $PATH
do program=${place:-.}/$1
if [ -f "$program" ] && [ -x "$program" ]; then break; fi
program=
done
set +f
unset IFS
[ -n "$program" ] || bad "there is no program $1 on PATH, which is $PATH";;
esac
[ ! -d "$program" ] || bad "$1 is a directory"
[ -e "$program" ] || bad "there is no $1"
[ -x "$program" ] || bad "uid $($BB id -u) may not execute $1"
}
"""
# $@ a program and its words; never returns. Shells drop variables with names that they cannot
# have, so the program is given what this process was given. What it starts is in its own group.
START: Final = """start() {
count=$#
while IFS= read -r -d '' entry
do case $entry in BB=*) ;; *=*) set -- "$@" "$entry";; esac
done </proc/self/environ
while [ $count -gt 0 ]
do set -- "$@" "$1"
shift
count=$((count - 1))
done
exec $BB setsid $BB env -i -- "$@" </dev/null 2>&1
}
# Whether process $1 has ended; one that nobody waited for has.
ended() {
while read -r key value _rest
do case $key.$value in State:.[ZX]) return 0;; State:.*) return 1;; esac
done 2>/dev/null <"/proc/$1/status"
return 0
}
finish() { kill -9 "-$1" 2>/dev/null; wait "$1" 2>/dev/null; }
# $1 an exit code. Sets how to words.
how_of() {
how="exit code $1"
if [ "$1" -gt 128 ] && [ "$1" -lt 193 ]
then how="ended by signal $(($1 - 128)) ($(kill -l "$1"))"
fi
case $1 in
126) how="$how: it cannot be executed here";;
127) how="$how: it, its interpreter or a library of it is not found";;
esac
}
"""
# $@ a program and its words. Sets code to its exit code, "" where it goes on running.
ATTEMPT: Final = """attempt() {
start "$@" &
pid=$! code= ticks=0
while [ $ticks -lt $grace ]
do if ended $pid
then wait $pid
code=$?
how_of $code
return
fi
$BB sleep 0.1
ticks=$((ticks + 1))
done
finish $pid
how="still running after $seconds s"
}
passed() { [ -z "$code" ] || [ "$code" = 0 ]; }
"""
AS_GIVEN: Final = """find_program "$1"
shift
attempt "$program" "$@"
if passed; then good "$shown: $how"; else bad "$shown: $how"; fi
"""
# A program that is no longer whole fails whatever it is asked; others may not know a word.
BY_GUESS: Final = """find_program "$1"
tried=
for word in --version -version version --help ''
do attempt "$program" ${word:+"$word"}
! passed || good "$shown${word:+ $word}: $how"
case $word$code in --version12[67]) bad "$shown $word: $how";; esac
if [ "$code" -gt 128 ] && [ "$code" -lt 193 ]; then bad "$shown${word:+ $word}: $how"; fi
tried="$tried, ${word:-alone} $code"
done
bad "$shown fails whatever it is asked; exit codes: ${tried#, }"
"""
# Whether anything listens at the port; a connection would use up a server that takes only one.
LISTENS: Final = """listens() {
for table in /proc/net/tcp /proc/net/tcp6
do [ -r $table ] || continue
while read -r _number local _remote state _rest
do case $local.$state in *:$hex.0A) return 0;; esac
done <$table
done
return 1
}
others() {
list=
for table in /proc/net/tcp /proc/net/tcp6
do [ -r $table ] || continue
while read -r _number local _remote state _rest
do [ "$state" = 0A ] || continue
number=$((0x${local##*:}))
case "$list," in *", $number,"*) ;; *) list="$list, $number";; esac
done <$table
done
}
# A server that waits for words keeps the connection, and has answered too.
connects() {
$BB nc 127.0.0.1 $port </dev/null >/dev/null 2>&1 &
asking=$! tries=0
while [ $tries -lt 5 ]
do if ended $asking
then wait $asking
case $? in 0|127) return 0;; *) return 1;; esac
fi
$BB sleep 0.1
tries=$((tries + 1))
done
kill -9 $asking
wait $asking 2>/dev/null
return 0
}
"""
PORT: Final = """! listens || skip "something else listens at port $port already"
find_program "$1"
shift
start "$program" "$@" &
pid=$! code= ticks=0 how='it goes on running'
while [ $ticks -lt $most ]
do if listens && connects
then finish $pid
good "127.0.0.1:$port answers"
fi
if [ -z "$code" ] && ended $pid
then wait $pid
code=$?
how_of $code
[ $code = 0 ] || bad "$shown: $how, before anything answered at port $port"
fi
$BB sleep 0.1
ticks=$((ticks + 1))
done
others
list=${list#, }
finish $pid
bad "nothing answers at 127.0.0.1:$port after $seconds s ($how); listening: ${list:-nothing}"
"""
