"""The shell scripts of a person's shell, for any POSIX shell, bash and busybox's ash.

Nothing in them may leave an exported variable behind: `env` must print what the step's prints.
The helper's own names begin with `_bisectbuild_` and are never exported.
"""

from __future__ import annotations

from typing import Final

TYPES: Final = "BISECTBUILD_TYPES"
MARK: Final = "\x1b]bisectbuild\x07"

# Chooses the best shell that runs: one that keeps a history, so that what is typed can be kept.
# SHLVL: a shell sets it or not, so the step's own is asked.
ENTER: Final = r"""#!/bin/sh
# Opens a shell with the variables of the step. enter -c TEXT runs one command.
unset SHLVL PWD OLDPWD
_bisectbuild_level=$(@SHELL@ 'echo "${SHLVL+set}"' 2>/dev/null)
if [ -n "@HOSTNAME@" ] && read -r _bisectbuild_name 2>/dev/null </proc/sys/kernel/hostname; then
    [ "${HOSTNAME-}" != "$_bisectbuild_name" ] || unset HOSTNAME
fi
if /bin/sh -c : 2>/dev/null; then
    _bisectbuild_sh=/bin/sh
else
    _bisectbuild_sh=@HOME@/bin/sh
    [ "${1-}" = -c ] && PATH=$PATH:@HOME@/bin
fi
if [ "${1-}" = -c ]; then
    exec "$_bisectbuild_sh" -c ". @HOME@/functions
$2"
fi
if bash -c '[ -n "$BASH_VERSION" ]' 2>/dev/null; then
    [ -n "$_bisectbuild_level" ] || export BISECTBUILD_LEVEL=none
    exec bash --rcfile @HOME@/bashrc -i
fi
[ -z "${ENV+set}" ] || export BISECTBUILD_ENV="$ENV"
export ENV=@HOME@/ashrc
for _bisectbuild_try in ash 'busybox ash' "$_bisectbuild_sh" @HOME@/bin/ash; do
    if $_bisectbuild_try -c 'command -v history' >/dev/null 2>&1; then
        exec $_bisectbuild_try -i
    fi
done
exec "$_bisectbuild_sh" -i
"""

# `rerun` is a subshell of the person's own shell, so it needs no interpreter of its own.
# Some builds of ash keep a history but load none. There only a line that was typed can be had
# by the arrow key; so who opens the terminal may type `rerun` first, which then does nothing but
# print a mark: all up to that is not for the person's eyes.
FUNCTIONS: Final = r"""# What is there in every shell of ours.
_bisectbuild_dir=$PWD
_bisectbuild_notice() { :; }
rerun() ( . @HOME@/rerun )
if [ -n "${BISECTBUILD_TYPES-}" ]; then
    unset BISECTBUILD_TYPES
    _bisectbuild_primed=yes
    rerun() {
        rerun() ( . @HOME@/rerun )
        _bisectbuild_seen=-1
        ! command -v _bisectbuild_last >/dev/null || _bisectbuild_last
        printf '@MARK@'
        _bisectbuild_notice
    }
fi
"""

# exec keeps builtins of the shell from answering for a program of the same name. A busybox that
# prefers its own applets would answer all the same, hence the search.
RERUN: Final = r"""#!/bin/sh
# Runs what the step runs: rerun. With a trace: rerun -x
{ set +eux; } 2>/dev/null
_bisectbuild_trace=${1-}
set -- @WORDS@
if [ "$_bisectbuild_trace" = -x ]; then
    @TRACED@
fi
command cd "${_bisectbuild_dir:-.}" || exit
case $PATH in *:@HOME@/bin) PATH=${PATH%:@HOME@/bin} ;; esac
unset PWD OLDPWD SHLVL
if [ -n "${BASH_VERSION-}" ] && env -u _ true 2>/dev/null; then
    exec env -u _ "$@" </dev/null
fi
case $1 in
*/*) ;;
*)
    IFS=:
    for _bisectbuild_path in $PATH; do
        if [ -f "$_bisectbuild_path/$1" ] && [ -x "$_bisectbuild_path/$1" ]; then
            _bisectbuild_path=$_bisectbuild_path/$1
            shift
            exec "$_bisectbuild_path" "$@" </dev/null
        fi
    done
    ;;
esac
exec "$@" </dev/null
exit
"""

# A record: the exit code, the directory and the command, each ended by NUL, then a line end.
# The colon before the command keeps a command that begins with a line end apart from that.
BASHRC: Final = r"""# What a person's bash reads.
. @HOME@/functions
[ -z "${BISECTBUILD_LEVEL-}" ] || unset SHLVL
unset BISECTBUILD_LEVEL HISTCONTROL HISTIGNORE HISTTIMEFORMAT
shopt -s cmdhist lithist histappend
HISTFILE=@HOME@/history HISTSIZE=5000
history -r 2>/dev/null
history -s rerun
_bisectbuild_last() {
    local line
    line=$(HISTTIMEFORMAT= history 1)
    line=${line#"${line%%[0-9]*}"}
    _bisectbuild_number=${line%%[!0-9]*}
    line=${line#"$_bisectbuild_number"}
    _bisectbuild_line=${line#??}
}
_bisectbuild_typed() {
    local code=$? seen=${_bisectbuild_number-}
    _bisectbuild_last || :
    if [ "$_bisectbuild_number" != "$seen" ]; then
        printf '%s\0%s\0:%s\0\n' "$code" "$PWD" "$_bisectbuild_line" >>@HOME@/transcript || :
        history -a || :
    fi
    return 0
}
_bisectbuild_last
_bisectbuild_mark='$'
_bisectbuild_who=
if [ "$EUID" = 0 ]; then
    _bisectbuild_mark='#'
else
    _bisectbuild_who=$(id -un 2>/dev/null)
    _bisectbuild_who="${_bisectbuild_who:-$EUID} "
fi
PS1="[@LABEL@] ${_bisectbuild_who}"'$PWD '"$_bisectbuild_mark "
PROMPT_COMMAND="{ _bisectbuild_typed; } 2>/dev/null${PROMPT_COMMAND:+; $PROMPT_COMMAND}"
"""

# ash has no hook but the prompt itself, whose $(…) runs in a subshell. The arithmetic within it
# runs in the shell, so a number can be remembered there: the last exit code. The lines that the
# history held are remembered in a file.
ASHRC: Final = r"""# What a person's ash, or another POSIX shell, reads.
if [ -n "${BISECTBUILD_ENV+set}" ]; then
    ENV=$BISECTBUILD_ENV
    unset BISECTBUILD_ENV
else
    unset ENV
fi
[ -x /bin/sh ] && /bin/sh -c : 2>/dev/null || PATH=$PATH:@HOME@/bin
. @HOME@/functions
_bisectbuild_mark='$' _bisectbuild_who=
while read -r _bisectbuild_key _bisectbuild_id _bisectbuild_rest; do
    [ "$_bisectbuild_key" != Uid: ] || break
done </proc/self/status
if [ "$_bisectbuild_id" = 0 ]; then
    _bisectbuild_mark='#'
else
    _bisectbuild_who=$(id -un 2>/dev/null)
    _bisectbuild_who="${_bisectbuild_who:-$_bisectbuild_id} "
fi
_bisectbuild_none=
_bisectbuild_seen=-1
_bisectbuild_line_end='
'
# $1 the exit code, $2 the one seen before, -1 at first. Keeps what was typed since.
_bisectbuild_typed() {
    set +eux
    old= new= last=
    while IFS= read -r line; do old=$old$line$_bisectbuild_line_end; done <@HOME@/seen
    lines=$(history)
    while IFS= read -r line; do
        last=${line#*[0-9] }
        new=$new${last:+$last$_bisectbuild_line_end}
    done <<_bisectbuild_EOF
$lines
_bisectbuild_EOF
    printf %s "$new" >|@HOME@/seen
    # A history that is full drops its oldest lines.
    while :; do
        case $new in "$old"*) break ;; esac
        old=${old#*"$_bisectbuild_line_end"}
    done
    new=${new#"$old"}
    new=${new%"$_bisectbuild_line_end"}
    # The same line twice in a row stands there once.
    if [ -z "$new" ] && [ "$1" != "$2" ] && [ "$1" != 130 ]; then new=$last; fi
    if [ -n "$new" ] && [ "$2" -ge 0 ]; then
        printf '%s\0%s\0:%s\0\n' "$1" "$PWD" "$new" >>@HOME@/transcript
    fi
    echo "$1"
}
if command -v history >/dev/null 2>&1; then
    HISTFILE=@HOME@/history
    echo rerun 2>/dev/null >>"$HISTFILE"
    _bisectbuild_keep='$(_bisectbuild_typed $? $_bisectbuild_seen 2>/dev/null)'
    _bisectbuild_keep='${_bisectbuild_none#$((_bisectbuild_seen='$_bisectbuild_keep'))}'
else
    _bisectbuild_notice() {
        echo 'This shell keeps no history: ↑ brings nothing, and fix cannot know what you type.'
    }
    [ -n "${_bisectbuild_primed-}" ] || _bisectbuild_notice
fi
PS1="[@LABEL@] ${_bisectbuild_keep-}${_bisectbuild_who}"'$PWD '"$_bisectbuild_mark "
"""
