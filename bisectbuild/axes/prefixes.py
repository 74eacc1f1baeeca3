"""A Dockerfile in which one RUN holds only the first of its commands, for each number of them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from bisectbuild.axes.parts import Part, kept_bodies, parts
from bisectbuild.blame.sources import source_of
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.parse import parse
from bisectbuild.fix.region import Region, region
from bisectbuild.shell.command import json_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """A file whose RUN ends after a command: the command as written, and its physical line.

    All instructions of `dockerfile` begin on the lines on which they begin in the whole file.
    """

    dockerfile: Dockerfile
    command: str
    line: int


def prefixes(dockerfile: Dockerfile, instruction: Instruction) -> tuple[Prefix, ...]:
    """Give a file for each command of a RUN; the last is the whole one as it is.

    There is none where no shell reads the RUN, or its text cannot be read. A cut that would not
    be read as it is meant is left out, its command then belongs to the next.
    """
    place = region(dockerfile, instruction)
    source = source_of(dockerfile, instruction)
    if place is None or source is None or source.opaque:
        return ()
    if json_words(instruction.value) is not None:
        return ()
    found: list[Prefix] = []
    begun: int | None = None
    cuts = parts(place.text)
    for number, part in enumerate(cuts, start=1):
        start = part.start if begun is None else begun
        file = dockerfile
        if number < len(cuts):
            shorter = _shortened(dockerfile, instruction, place, part)
            if shorter is None:
                begun = start
                continue
            file = shorter
        begun = None
        shown = place.text[start : part.end].replace(b"\\\n", b" ").decode("utf-8", "replace")
        line = bisect_right(dockerfile.line_starts, place.offsets[start])
        found.append(Prefix(dockerfile=file, command=shown, line=line))
    return tuple(found)


def _shortened(
    dockerfile: Dockerfile, instruction: Instruction, place: Region, part: Part
) -> Dockerfile | None:
    """Give the file with a RUN that ends after a part; None where it would read otherwise."""
    bodies, count = kept_bodies(place.text, part)
    last = place.offsets[part.end - 1]
    if last < 0:
        return None
    starts, data = dockerfile.line_starts, dockerfile.data
    first, end = starts[instruction.span.start - 1], starts[instruction.span.end]
    newline = b"\r\n" if data[first:end].endswith(b"\r\n") else b"\n"
    ending = part.ending
    # The end of a command may look like the sign that a line goes on.
    if not ending and data[first : last + 1].endswith(dockerfile.escape.encode()):
        ending = b";"
    block = data[first : last + 1] + ending + newline
    if place.lines:
        block += bodies + (newline if bodies else b"") + _end_line(dockerfile, instruction, newline)
    else:
        for heredoc in instruction.heredocs[:count]:
            block += data[starts[heredoc.span.start - 1] : starts[heredoc.span.end]]
    block += newline * (data[first:end].count(b"\n") - block.count(b"\n"))
    file = parse(data[:first] + block + data[end:], name=dockerfile.name)
    expected = place.text[: part.end] + ending + (b"\n" + bodies if bodies else b"")
    return file if _reads(file, dockerfile, instruction, expected) else None


def _end_line(dockerfile: Dockerfile, instruction: Instruction, newline: bytes) -> bytes:
    """Give the line of a heredoc's end word."""
    starts, heredoc = dockerfile.line_starts, instruction.heredocs[0]
    if not heredoc.closed:
        return heredoc.name.encode("utf-8", "surrogateescape") + newline
    line = dockerfile.data[starts[heredoc.span.end - 1] : starts[heredoc.span.end]]
    return line.rstrip(b"\r\n") + newline


def _reads(file: Dockerfile, whole: Dockerfile, instruction: Instruction, expected: bytes) -> bool:
    """Tell whether a file differs from the whole one in the text of one RUN only, as expected."""
    starts = [entry.span.start for entry in whole.instructions]
    if [entry.span.start for entry in file.instructions] != starts:
        return False
    entry = file.instructions[instruction.index - 1]
    place = region(file, entry)
    same = entry.flags == instruction.flags and len(entry.heredocs) <= len(instruction.heredocs)
    return same and place is not None and place.text.split() == expected.split()
