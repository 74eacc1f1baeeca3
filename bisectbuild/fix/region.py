"""The shell text of a RUN with the place of each of its bytes in the Dockerfile."""

from __future__ import annotations

from dataclasses import dataclass, field

from bisectbuild.dockerfile.blanks import GO_SPACE, trim_left
from bisectbuild.dockerfile.lines import continued, is_comment
from bisectbuild.dockerfile.model import Dockerfile, Heredoc, Instruction
from bisectbuild.fix.proposal import Edit
from bisectbuild.shell.command import is_body_alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Shell text; `offsets` says for each byte where it stands in the file, -1 for nowhere.

    `lines` tells that it is a heredoc's body, where commands stand on lines of their own.
    """

    text: bytes
    offsets: tuple[int, ...] = field(repr=False)
    lines: bool = False

    def place(self, start: int, end: int, new: bytes) -> Edit | None:
        """Give an edit of the text as one of the file; None where the text is not all there.

        What is put in between holds on to its neighbour on the side without a blank, as a
        continuation may stand between the two.
        """
        clings = start > 0 and (not new or (start == end and new[:1].isspace()))
        first = self.offsets[start - 1] + 1 if clings else self._at(start)
        last = first if start == end else self.offsets[end - 1] + 1
        used = self.offsets[max(start - 1, 0) : max(end, start + 1)]
        return None if -1 in used else (first, last, new)

    def _at(self, index: int) -> int:
        return self.offsets[index] if index < len(self.offsets) else self.offsets[-1] + 1


def region(dockerfile: Dockerfile, instruction: Instruction) -> Region | None:
    """Find the text that a RUN runs: its value, or the body of its heredoc."""
    if is_body_alone(instruction):
        return _body(dockerfile, instruction.heredocs[0])
    text, offsets = _joined(dockerfile, instruction)
    value = instruction.value.encode("utf-8", "surrogateescape")
    trimmed = text.decode("utf-8", "surrogateescape").rstrip(GO_SPACE)
    end = len(trimmed.encode("utf-8", "surrogateescape"))
    if not value or text[end - len(value) : end] != value:
        return None
    found = Region(text=value, offsets=tuple(offsets[end - len(value) : end]))
    for heredoc in instruction.heredocs:
        body = _body(dockerfile, heredoc)
        name = heredoc.name.encode("utf-8", "surrogateescape")
        found = Region(
            text=b"%s\n%s%s" % (found.text, body.text, name),
            offsets=(*found.offsets, -1, *body.offsets, *[-1] * len(name)),
        )
    return found


def _body(dockerfile: Dockerfile, heredoc: Heredoc) -> Region:
    text = heredoc.body.encode("utf-8", "surrogateescape")
    start = dockerfile.line_starts[heredoc.span.start - 1]
    return Region(text=text, offsets=tuple(range(start, start + len(text))), lines=True)


def _joined(dockerfile: Dockerfile, instruction: Instruction) -> tuple[bytes, list[int]]:
    """Join the lines as the builder does; comments and blank lines within do not count."""
    escape = dockerfile.escape.encode()
    starts = dockerfile.line_starts
    text, offsets = b"", list[int]()
    for number in range(instruction.span.start - 1, instruction.span.end):
        line = dockerfile.data[starts[number] : starts[number + 1]]
        line = line.removesuffix(b"\n").rstrip(b"\r")
        if text and (not trim_left(line) or is_comment(line)):
            continue
        part = continued(line, escape)
        kept = line if part is None else part
        text += kept
        offsets.extend(range(starts[number], starts[number] + len(kept)))
        if part is None:
            break
    return text, offsets
