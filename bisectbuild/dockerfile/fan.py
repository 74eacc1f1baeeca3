"""The fan: one Dockerfile with a named stage for each instruction, to read and to keep.

For people and for BuildKit only: the legacy builder would build every earlier stage first. The
steps of target k are those of the cut after k, but line numbers are not the user's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bisectbuild.dockerfile.cut import free_name, taken_names
from bisectbuild.dockerfile.directives import read_directives
from bisectbuild.dockerfile.lines import MARK
from bisectbuild.dockerfile.model import Dockerfile, Instruction, Stage
from bisectbuild.dockerfile.references import copied_from, trigger_of

_NUMBER: Final = re.compile(r"""(--from=)(["']?)([0-9]+)\2(?=\s)""")
_NAMED_FROM: Final = re.compile(r"[\t\v\f\r ]+[aA][sS][\t\v\f\r ]+[^\t\v\f\r ]+\Z")
_HEADER: Final = (
    "# A stage for each instruction, made by bisectbuild split: build any of them with",
    "# docker build --target NAME, with the same context as before (BuildKit only).",
)


def fan(dockerfile: Dockerfile) -> bytes:
    """Write the fan of a file; the default target stays the same.

    For instruction k of a stage comes a stage `bb-000k` with its first k instructions. A stage
    with a name of its own follows once more in full under that name. `COPY --from=N` becomes a
    name, since the numbers shift.
    """
    return _Fan(dockerfile).data()


class _Fan:
    """One writing of one file."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        self._file = dockerfile
        self._taken = taken_names(dockerfile)
        self._bases = frozenset(stage.base for stage in dockerfile.stages)
        self._newline = b"\r\n" if b"\r\n" in dockerfile.data else b"\n"
        names = [stage.name for stage in dockerfile.stages]
        self._stage_names = tuple(
            name if name and names.count(name) == 1 else self._name(stage.instructions[-1])
            for name, stage in zip(names, dockerfile.stages, strict=True)
        )

    def data(self) -> bytes:
        return b"".join(self._parts())

    def _parts(self) -> Iterator[bytes]:
        head = self._head_lines()
        yield MARK if self._file.data.startswith(MARK) else b""
        yield self._bytes(0, head)
        for line in (*_HEADER, ""):
            yield line.encode() + self._newline
        stages = self._file.stages
        first = self._start(stages[0]) if stages else len(self._file.line_starts) - 1
        yield self._bytes(head, first)
        at = first
        for stage in stages:
            start = self._start(stage)
            between, at = self._bytes(at, start), stage.instructions[-1].span.end
            yield self._newline if stage.index else b""
            yield from self._stage(stage, between)
        yield self._bytes(at, len(self._file.line_starts) - 1)

    def _stage(self, stage: Stage, between: bytes) -> Iterator[bytes]:
        """Write the copies of a stage, and the stage; what stood before it stays before it."""
        own = stage.instructions
        for count, entry in enumerate(own, start=1):
            last = count == len(own) and not stage.name
            yield between if last else b""
            yield self._copy(own[:count], self._name(entry))
            yield b"" if last else self._newline
        if stage.name:
            yield between
            yield self._copy(own, None)

    def _copy(self, own: tuple[Instruction, ...], name: str | None) -> bytes:
        """Write the first instructions of a stage; under its own name where none is given."""
        first, *rest = own
        source = self._bytes(first.span.start - 1, first.span.end)
        parts = [source if name is None else _renamed(first, name) + self._newline]
        at = first.span.end
        for entry in rest:
            parts.append(self._bytes(at, entry.span.start - 1))
            parts.append(self._instruction(entry))
            at = entry.span.end
        return b"".join(parts)

    def _instruction(self, entry: Instruction) -> bytes:
        data = self._bytes(entry.span.start - 1, entry.span.end)
        number = self._numbered(entry)
        if number is None:
            return data
        name = self._stage_names[number]
        text = data.decode("utf-8", "surrogateescape")
        changed, count = _NUMBER.subn(rf"\g<1>{name}", text, count=1)
        if not count:  # the flag is broken up by a continuation or by odd quotes
            joined = _rebuilt(entry, name)
            changed = joined + self._newline.decode() + self._bodies(entry)
        return changed.encode("utf-8", "surrogateescape")

    def _numbered(self, entry: Instruction) -> int | None:
        """Give the stage that an instruction names by number.

        An ONBUILD only counts where this file builds on its stage; else it speaks of the stages
        of other files, and changing it would change the image.
        """
        parts = (entry.keyword, entry.flags, entry.value)
        keyword, flags, _ = trigger_of(entry) if entry.keyword == "ONBUILD" else parts
        if entry.keyword == "ONBUILD" and not self._is_base(entry):
            return None
        word = next(copied_from(keyword, flags), "")
        if not (word.isascii() and word.isdigit()) or int(word) >= len(self._stage_names):
            return None
        return int(word)

    def _is_base(self, entry: Instruction) -> bool:
        return entry.stage is not None and self._file.stages[entry.stage].name in self._bases

    def _bodies(self, entry: Instruction) -> str:
        if not entry.heredocs:
            return ""
        data = self._bytes(entry.heredocs[0].span.start - 1, entry.span.end)
        return data.decode("utf-8", "surrogateescape")

    def _name(self, entry: Instruction) -> str:
        return free_name(entry.index, self._taken)

    def _start(self, stage: Stage) -> int:
        return stage.instructions[0].span.start - 1

    def _head_lines(self) -> int:
        """Give how many lines must stay first: the directives."""
        return read_directives(self._file.data.split(b"\n")).lines

    def _bytes(self, first: int, end: int) -> bytes:
        """Give the lines from `first` to before `end`, 0-based, the last with a line end."""
        starts = self._file.line_starts
        data = self._file.data[starts[first] : starts[end]]
        data = data if first else data.removeprefix(MARK)
        return data + self._newline if data and not data.endswith(b"\n") else data


def _renamed(first: Instruction, name: str) -> bytes:
    """Write a FROM under another name; bytes that are no UTF-8 stay as they are."""
    sign = " as " if first.text[: len(first.keyword)].islower() else " AS "
    line = _NAMED_FROM.sub("", first.text) + sign + name
    return line.encode("utf-8", "surrogateescape")


def _rebuilt(entry: Instruction, name: str) -> str:
    """Write an instruction on one line with another `--from=`."""
    parts = (entry.keyword, entry.flags, entry.value)
    keyword, flags, value = trigger_of(entry) if entry.keyword == "ONBUILD" else parts
    words = ["ONBUILD"] if entry.keyword == "ONBUILD" else []
    words.append(keyword)
    for flag in flags:
        text = name if flag.name == "from" else flag.value
        words.append(f"--{flag.name}" if text is None else f'"--{flag.name}={text}"')
    return " ".join((*words, value))
