"""Texts of builds that keep what a failing RUN leaves, and what its mounts show.

The cut before the RUN stays as it is, so all of it comes from the cache. The RUN keeps its own
bytes: its failure is caught by a SHELL of ours, which runs the step's own shell with the text as
one argument, so no quoting of the person's text is needed. Seen on the BuildKit of Docker 20.10,
26.1 and 28.5.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Final

from bisectbuild.dockerfile.cut import Cut, cut_after
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.rewrite import flag_word, json_form, line, own_bytes, with_flag
from bisectbuild.dockerfile.words import json_items

# Below the folder that is ours in a container (sandbox.HOME).
_HOME: Final = "/.bisectbuild"
TOOL: Final = f"{_HOME}/tool"
_BUSYBOX: Final = f"{TOOL}/busybox"
AFTER_CODE: Final = f"{_HOME}/after/code"
# In the tool image: empty folders that any user may write to, copied to the root by COPY, which
# always works as root.
TOOL_FOLDERS: Final = "/folders"
# Shells drop variables with names that they cannot have (a.b) and add some of their own, so the
# step is given what its process began with.
VARIABLES: Final = """set --
while IFS= read -r -d '' _bisectbuild
do set -- "$@" "$_bisectbuild"
done </proc/$$/environ
"""
# A busybox may prefer its own applets to programs of the same name, so it is given paths only.
_SEARCH: Final = """_bisectbuild_program() {
set -f
IFS=:
for _bisectbuild in $PATH
do _bisectbuild=$_bisectbuild/$1
if [ -f "$_bisectbuild" ] && [ -x "$_bisectbuild" ]; then return; fi
done
echo "$1: there is no such program" >&2
return 127
}
"""
# What else is mounted below a mount (a secret, maybe) is no part of its copy.
_COPY: Final = """{busybox} cp -a {target} {copy} 2>/dev/null
unset IFS
while read -r _ _bisectbuild _
do case $_bisectbuild in {target}/*) {busybox} rm -rf {copy}/"${{_bisectbuild#{target}/}}"; esac
done </proc/self/mounts
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """A Dockerfile to build, and the stage to build in it."""

    data: bytes
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapping:
    """What a text is wrapped with.

    `tool` names an image that holds a static /busybox and the folders of TOOL_FOLDERS. `marker`
    makes the text one that no cache answers for. `shell` are the words of the step's shell,
    `traced` the same with `-x`, () where it cannot trace. `before` is put before the text that
    `shell` then gets, to begin a trace of its own. `user` is the step's, "" for root.
    `tmpfs` are the mounts whose content ends with the step, by number among its mounts and
    target: tmpfs, and binds that can be written to. `copied` are its bind and cache mounts.
    """

    tool: str
    marker: str
    shell: tuple[str, ...]
    user: str
    traced: tuple[str, ...] = ()
    before: str = ""
    tmpfs: tuple[tuple[int, str], ...] = ()
    copied: tuple[tuple[int, str], ...] = ()


def wrap_after(dockerfile: Dockerfile, instruction: Instruction, how: Wrapping) -> Wrapped:
    """Run a RUN such that its failure does not stop the build, and keep what its mounts held."""
    cut, own = _parts(dockerfile, instruction)
    items = json_items(instruction.value) or ()
    words = tuple(word for word in items if isinstance(word, str))
    if words and len(words) == len(items):
        argv = _wrapper(words[0], shlex.join(words[1:]), how)
        run = line(f"RUN {_flags(instruction)} {_tool_flag(how)} {json_form(argv)}")
    else:
        program, *options = how.shell if how.before else how.traced or how.shell
        before = shlex.quote(how.before) if how.before else ""
        wrapper = _wrapper(program, f'{shlex.join(options)} {before}"$0"', how)
        run = _shell(wrapper) + with_flag(own, _tool_flag(how)) + _shell(how.shell)
    rest = tuple(mount for mount in how.copied if mount not in how.tmpfs)
    data = cut.data + _prepare(how) + run + _copy(instruction, how, rest)
    return Wrapped(data=data, target=cut.target)


def capture_mounts(dockerfile: Dockerfile, instruction: Instruction, how: Wrapping) -> Wrapped:
    """Keep copies of what the bind and cache mounts of a RUN show, without running it."""
    cut, _ = _parts(dockerfile, instruction)
    data = cut.data + _prepare(how) + _copy(instruction, how, how.copied)
    return Wrapped(data=data, target=cut.target)


def _parts(dockerfile: Dockerfile, instruction: Instruction) -> tuple[Cut, bytes]:
    """Give the cut before a RUN, and the bytes of the RUN.

    A RUN that the end of the file cuts off in the midst loses its last escape character.
    """
    return cut_after(dockerfile, instruction.index - 1), own_bytes(dockerfile, instruction)


def _prepare(how: Wrapping) -> bytes:
    return line(f"COPY --from={how.tool} {TOOL_FOLDERS}/ {_HOME}/")


def _shell(words: tuple[str, ...]) -> bytes:
    """Set the shell; after the step its own again, since the image tells of it."""
    return line(f"SHELL {json_form(words)}")


def _tool_flag(how: Wrapping) -> str:
    return f"--mount=type=bind,from={how.tool},target={TOOL}"


def _flags(instruction: Instruction) -> str:
    """Write the flags again; what BuildKit would take for a sign of its own is escaped."""
    return " ".join(map(flag_word, instruction.flags))


def _wrapper(program: str, words: str, how: Wrapping) -> tuple[str, ...]:
    """Give the words that run a step, and then keep its exit code and what only it can see."""
    if "/" in program:
        step = f'{_BUSYBOX} env -i -- "$@" {shlex.quote(program)} {words}'
    else:
        search = f"_bisectbuild_program {shlex.quote(program)}"
        step = f'{_SEARCH}{search} && {_BUSYBOX} env -i -- "$@" "$_bisectbuild" {words}'
    copies = "".join(_copy_of(number, target) for number, target in how.tmpfs)
    script = f"{VARIABLES}{step}\necho $? > {AFTER_CODE}\n{copies}exit 0 # {how.marker}"
    return (_BUSYBOX, "sh", "-c", script)


def _copy(instruction: Instruction, how: Wrapping, copied: tuple[tuple[int, str], ...]) -> bytes:
    """Copy mounts as root, in a step of its own that has no others: they are the same there."""
    if not copied:
        return b""
    copies = "".join(_copy_of(number, target) for number, target in copied)
    argv = json_form((_BUSYBOX, "sh", "-c", f"{copies}exit 0 # {how.marker}"))
    mounts = [flag for flag in instruction.flags if flag.name == "mount"]
    flags = " ".join(flag_word(mounts[number]) for number, _ in copied)
    return line(f"USER 0\nRUN {flags} {_tool_flag(how)} {argv}\nUSER {how.user or '0'}")


def _copy_of(number: int, target: str) -> str:
    copy = f"{_HOME}/mounts/{number}"
    return _COPY.format(busybox=_BUSYBOX, target=shlex.quote(target), copy=copy)
