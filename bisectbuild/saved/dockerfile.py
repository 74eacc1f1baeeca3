"""The Dockerfile as far as a log tells it: lines that the builder quoted, and names of steps.

What the log does not tell is a comment that says so, never a guess. A quoted line stands at its
true number; all other lines stand where there is room, in the order of their steps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bisectbuild.dockerfile.parse import parse
from bisectbuild.saved.quoted import Quoted, quoted_lines, refused_line
from bisectbuild.saved.steps import UNKNOWN_BASE, Written, written
from bisectbuild.trace.matching import is_like

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bisectbuild.saved.forms import Form
    from bisectbuild.saved.tape import Tape

NOTE = "# Put together from the log by bisectbuild."
_NOT_HERE = Written(text="# not in this log")
_KEYWORD = re.compile(
    r"\s*(?:FROM|RUN|COPY|ADD|WORKDIR|ENV|ARG|LABEL|CMD|ENTRYPOINT|EXPOSE|USER|VOLUME|SHELL|ONBUILD"
    r"|HEALTHCHECK|STOPSIGNAL|MAINTAINER|#)(?:\s|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """A text to read as the Dockerfile.

    `true_lines` are the first and last of those at their true numbers, `places` the line of each
    step by its id: in a text with gaps no number of a step would tell it.
    """

    data: bytes
    name: str
    true_lines: tuple[int, int] | None
    places: Mapping[str, int]


def rebuild(tape: Tape, form: Form) -> Rebuilt:
    """Put a Dockerfile together from what a log shows."""
    failure = tape.finished.failure if tape.finished else None
    quoted = quoted_lines(tape.finished.output if tape.finished else "")
    quoted = quoted or refused_line(failure.message if failure else "")
    lines = written(tape, form)
    if quoted is None:
        text, found = [Written(text=NOTE), *lines], {}
    else:
        found = dict(_quoted_steps(lines, quoted))
        rest = [line for line in lines if not found.keys() & set(line.steps)]
        text = [*_before(quoted, rest), *_own(quoted)]
    return Rebuilt(
        data="".join(f"{line.text}\n" for line in text).encode("utf-8", "surrogateescape"),
        name=quoted.name if quoted else "Dockerfile",
        true_lines=(quoted.first, quoted.last) if quoted else None,
        places={**dict(_places(text)), **found},
    )


def _places(text: Iterable[Written]) -> Iterator[tuple[str, int]]:
    number = 1
    for line in text:
        for step in line.steps:
            yield step, number
        number += line.text.count("\n") + 1


def _quoted_steps(lines: Iterable[Written], quoted: Quoted) -> Iterator[tuple[str, int]]:
    """Give the true line of each step that stands among the quoted lines."""
    own = "\n".join(line.text for line in _own(quoted))
    entries = parse(own.encode("utf-8", "surrogateescape")).instructions
    for line in lines:
        for entry in entries:
            if line.is_known and is_like(entry, line.text):
                yield from ((step, quoted.first + entry.span.start - 1) for step in line.steps)
                break


def _before(quoted: Quoted, lines: list[Written]) -> list[Written]:
    """Put the known instructions before the quoted lines, which keep their numbers."""
    room = quoted.first - 1
    known = [line for line in lines if line.is_known and "\n" not in line.text]
    has_from = any(_is_from(text) for text in (*(k.text for k in known), *quoted.lines.values()))
    before = known if has_from else [Written(text=UNKNOWN_BASE), *known]
    before = before[:1] + before[1:][-(room - 1) :] if room > 1 else before[:room]
    return [*before, *[_NOT_HERE] * (room - len(before))]


def _own(quoted: Quoted) -> Iterator[Written]:
    """Give the quoted lines.

    The rest of an instruction whose beginning is not quoted is shown, but cannot be read.
    """
    seen = False
    for number in range(quoted.first, quoted.last + 1):
        line = quoted.lines.get(number, "")
        seen = seen or number in quoted.marked or bool(_KEYWORD.match(line)) or not line.strip()
        yield Written(text=line if seen else f"# {line}")


def _is_from(line: str) -> bool:
    return line.lstrip().upper().startswith("FROM ")
