"""The text of a build that runs one RUN again behind its cut, answered by no cache, kept by none.

The step always fails in the end, so that it leaves no layer in the person's cache; its own exit
code is carried out in that of the failure: see `ended`. Its cache mounts are the person's too, so
an empty folder stands in for each. Seen on the BuildKit of Docker 20.10 and 28.5.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bisectbuild.dockerfile.cut import cut_after
from bisectbuild.dockerfile.model import Dockerfile, Flag, Instruction
from bisectbuild.dockerfile.mounts import run_mounts
from bisectbuild.dockerfile.rewrite import flag_word, json_form, line, own_bytes, with_flag
from bisectbuild.dockerfile.words import json_items
from bisectbuild.dockerfile.wrap import TOOL_FOLDERS, VARIABLES, Wrapped

PASSED: Final = 254
# A step's own 254 gives way; it has failed either way.
_MOVED: Final = 253
_HOME: Final = "/.bisectbuild"
# In the tool image: a folder that is empty and that any user may write to.
_EMPTY: Final = f"{TOOL_FOLDERS}/mounts"
_SEEDS: Final = frozenset({"from", "source", "src"})
_TARGETS: Final = frozenset({"target", "dst", "destination"})
# A busybox may prefer its own applets to programs of the same name, so it is given paths only.
_SEARCH: Final = """set -f
IFS=:
for _bisectbuild in $PATH
do _bisectbuild=$_bisectbuild/{program}
if [ -f "$_bisectbuild" ] && [ -x "$_bisectbuild" ]; then break; fi
done
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What a RUN is run again with.

    `tool` names an image that holds a static /busybox. `marker` is in the step's text, and in
    that of no other build. `shell` are the words of the step's shell.
    """

    tool: str
    marker: str
    shell: tuple[str, ...]

    @property
    def folder(self) -> str:
        """Where the tool image is mounted: another place each time, so that no cache answers."""
        return f"{_HOME}/{self.marker}"

    @property
    def busybox(self) -> str:
        """The path of the toolbox in the step."""
        return f"{self.folder}/busybox"


def run_again(dockerfile: Dockerfile, instruction: Instruction, how: Again) -> Wrapped:
    """Give the text whose last step is a RUN as it stands, but that its end is told by a failure.

    What it runs keeps its bytes: a SHELL of ours gets it as one argument.
    """
    cut = cut_after(dockerfile, instruction.index - 1)
    flags = _flags(instruction, how)
    tool = f"--mount=type=bind,from={how.tool},target={how.folder}"
    items = json_items(instruction.value) or ()
    words = tuple(word for word in items if isinstance(word, str))
    if words and len(words) == len(items):
        argv = _wrapper(words[0], shlex.join(words[1:]), how)
        data = line(" ".join(("RUN", tool, *flags, json_form(argv))))
    else:
        program, *options = how.shell
        argv = _wrapper(program, f'{shlex.join(options)} "$0"', how)
        own = own_bytes(dockerfile, instruction)
        if flags != tuple(map(flag_word, instruction.flags)):
            own = _rewritten(instruction, flags)
        data = line(f"SHELL {json_form(argv)}") + with_flag(own, tool)
    return Wrapped(data=cut.data + data, target=cut.target)


def ended(code: int) -> int:
    """Give the exit code of the step itself, from that of the failure."""
    return 0 if code == PASSED else code


def cache_mounts(instruction: Instruction, values: Mapping[str, str] | None = None) -> list[str]:
    """Give the targets of the cache mounts of a RUN, for which empty folders stand in."""
    mounts = run_mounts(instruction, values, workdir="/", escape="\\")
    return [mount.target for mount in mounts if mount.kind == "cache"]


def _flags(instruction: Instruction, how: Again) -> tuple[str, ...]:
    return tuple(flag_word(_stand_in(flag, how.tool)) for flag in instruction.flags)


def _stand_in(flag: Flag, tool: str) -> Flag:
    """Give a folder of the step's own in place of a cache mount: what it begins with, or empty."""
    if flag.name != "mount" or flag.value is None:
        return flag
    given = dict(_fields(flag.value))
    if given.get("type", "").lower() != "cache":
        return flag
    kept = [field for field in flag.value.split(",") if _name(field) in _TARGETS]
    seed = [field for field in flag.value.split(",") if _name(field) in _SEEDS]
    if "from" not in given:
        seed = [f"from={tool}", f"source={_EMPTY}"]
    return Flag(name="mount", value=",".join(("type=bind", *seed, *kept, "rw")))


def _fields(value: str) -> list[tuple[str, str]]:
    return [(_name(field), field.strip('"').partition("=")[2]) for field in value.split(",")]


def _name(field: str) -> str:
    return field.strip('"').partition("=")[0].lower()


def _rewritten(instruction: Instruction, flags: tuple[str, ...]) -> bytes:
    """Write a RUN on one line, as the builder joins it, with other flags."""
    bodies = "".join(f"{doc.body}{doc.name}\n" for doc in instruction.heredocs)
    run = line(" ".join(("RUN", *flags, instruction.value)))
    return run + bodies.encode("utf-8", "surrogateescape")


def _wrapper(program: str, words: str, how: Again) -> tuple[str, ...]:
    """Give the words that run a step with what its process began with, and then fail."""
    if "/" in program:
        step = f'{how.busybox} env -i -- "$@" {shlex.quote(program)} {words}'
    else:
        search = _SEARCH.format(program=shlex.quote(program))
        step = f'{search}unset IFS\n{how.busybox} env -i -- "$@" "$_bisectbuild" {words}'
    moved = f"0) exit {PASSED};;\n{PASSED}) exit {_MOVED};;\n"
    script = f"{VARIABLES}{step}\n_bisectbuild=$?\ncase $_bisectbuild in\n{moved}esac\n"
    return (how.busybox, "sh", "-c", f"{script}exit $_bisectbuild")
