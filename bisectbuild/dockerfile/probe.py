"""The text of a probe: a cut, and one more step that puts a question to it and never passes.

A step that passes would leave a layer in the person's cache; one that fails leaves nothing. So
the step ends with an exit code that tells all: see `told`. Seen on the BuildKit of Docker 20.10
and 28.5.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Final

from bisectbuild.dockerfile.cut import cut_after
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.rewrite import json_form
from bisectbuild.dockerfile.wrap import TOOL, VARIABLES, Wrapped

GOOD: Final = 254
OVER: Final = 252
# How the text of the step ends.
END: Final = "exit $_bisectbuild_code"
# Codes of a test that mean something else here; what takes their place is no verdict either.
_MOVED: Final = {0: GOOD, GOOD: 253, OVER: 251}
# A busybox may prefer its own applets to programs of the same name, so it is given paths only.
_FIND: Final = """_bisectbuild_find() {
case $1 in */*) _bisectbuild=$1; return;; esac
set -f
IFS=:
for _bisectbuild in $PATH
do _bisectbuild=$_bisectbuild/$1
if [ -f "$_bisectbuild" ] && [ -x "$_bisectbuild" ]; then unset IFS; return; fi
done
unset IFS
return 127
}
"""
# What does not run ends with 126 or 127; any other end is one of a shell that runs.
_NO_SHELL: Final = "12[67]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a step asks, and with what.

    `argv` is started as it is; `text` is given to `shell`, or to the toolbox's where that does
    not run; `script` to the toolbox's own shell. `busybox` is the path of the toolbox, `applets`
    the folder of its links. `marker` makes the text one that no cache answers for. `timeout` in
    seconds, None for none.
    """

    marker: str
    argv: tuple[str, ...] = ()
    text: str = ""
    script: str = ""
    shell: tuple[str, ...] = ("/bin/sh", "-c")
    busybox: str = f"{TOOL}/busybox"
    applets: str = f"{TOOL}/bin"
    timeout: float | None = None


def probe_after(dockerfile: Dockerfile, at: Instruction, how: Asking, tool: str) -> Wrapped:
    """Give a text that asks what instruction `at` left; `tool` names the toolbox's image."""
    cut = cut_after(dockerfile, at.index)
    # Under another escape character the end of a quoted word, and so a heredoc, could be seen
    # where none is.
    words = json_form((how.busybox, "sh", "-c", asking_script(how)))
    step = f"RUN --mount=type=bind,from={tool},target={TOOL} {words}\n"
    return Wrapped(data=cut.data + step.encode("ascii"), target=cut.target)


def asking_script(how: Asking) -> str:
    """Give the script for the toolbox's shell that runs a test with what its process began with.

    Shells drop variables with names that they cannot have and add some of their own, so the test
    is given what the step's process was given. It runs in the foreground, as a shell would have
    a test in the background ignore SIGINT.
    """
    moved = "".join(f"{code}) exit {other};;\n" for code, other in _MOVED.items())
    return (
        f"# {how.marker}\nBB={shlex.quote(how.busybox)}\n{VARIABLES}{_FIND}"
        f"_bisectbuild_ask() {{\n{_start(how)}\n}}\n{_watch(how)}"
        # A shell says of a program in its foreground that it was killed.
        "exec 3>&2 2>/dev/null\n( exec 2>&3 3>&-; _bisectbuild_watch; "
        '_bisectbuild_ask "$@" )\n_bisectbuild_code=$?\n'
        f"[ -z $_bisectbuild_over ] || exit {OVER}\n"
        f"case $_bisectbuild_code in\n{moved}esac\n{END}"
    )


def told(code: int) -> tuple[int, bool]:
    """Give the exit code of the test itself, and whether it was ended by its time limit.

    The test's own 254 is told as 253 and its 252 as 251: none of them is a verdict.
    """
    return (0 if code == GOOD else code), code == OVER


def _watch(how: Asking) -> str:
    """Give what ends the test, and all of its group, at the limit; it is no child of the test."""
    if how.timeout is None:
        return "_bisectbuild_watch() { :; }\n"
    return (
        "_bisectbuild_over=\ntrap _bisectbuild_over=1 USR1\n_bisectbuild_watch() {\n"
        "_bisectbuild_own=$(exec $BB sh -c 'echo $PPID')\n"
        f"( ( $BB sleep {how.timeout:.3f}; kill -USR1 $$; kill -9 -$_bisectbuild_own"
        " || kill -9 $_bisectbuild_own ) </dev/null >/dev/null 2>&1 & )\n}\n"
    )


def _start(how: Asking) -> str:
    clean = 'exec $BB setsid $BB env -i -- "$@"'
    with_applets = f'{clean} "PATH=$PATH:{how.applets}"'
    if how.script:
        return f'{clean} "BB=$BB" $BB sh -c {shlex.quote(how.script)}'
    if how.text:
        text, (shell, *options) = shlex.quote(how.text), how.shell
        words = f'"$_bisectbuild" {shlex.join(options)}'
        return (
            f"if _bisectbuild_find {shlex.quote(shell)}\nthen\n"
            f'$BB env -i -- "$@" {words} : </dev/null >/dev/null 2>&1\n'
            f"case $? in {_NO_SHELL}) ;; *) {clean} {words} {text};; esac\nfi\n"
            f"{with_applets} $BB sh -c {text}"
        )
    program, *rest = how.argv or ("true",)
    name, arguments = shlex.quote(program), shlex.join(rest)
    return (
        f'if _bisectbuild_find {name}; then {clean} "$_bisectbuild" {arguments}; fi\n'
        f"if $BB --list | $BB grep -Fqx -e {name}\nthen {with_applets} $BB {name} {arguments}\nfi\n"
        f"echo {shlex.quote(f'{program}: there is no such program')} >&2\nexit 127"
    )
