"""The Dockerfile as far as a log tells it: lines that the builder quoted, and names of steps.

What the log does not tell is a comment that says so, never a guess. A quoted line stands at its
true number; all other lines stand where there is room, in the order of their steps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bisectbuild.dockerfile.parse import parse
from bisectbuild.saved.command import failed_command
from bisectbuild.saved.quoted import Quoted, quoted_lines
from bisectbuild.trace.matching import is_like

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bisectbuild.builder import StepLabel
    from bisectbuild.saved.forms import Form
    from bisectbuild.saved.tape import Tape

NOTE = "# Put together from the log by bisectbuild."
_UNKNOWN_BASE = "FROM unknown-base"
_MISSING = "RUN # step"
_HEREDOC = re.compile(r"<<-?\s*['\"]?(\w+)['\"]? \((.*)\)$")
_BASE = re.compile(r"\[(?:\S+ )*internal\] load metadata for (\S+)")
_KEYWORD = re.compile(
    r"\s*(?:FROM|RUN|COPY|ADD|WORKDIR|ENV|ARG|LABEL|CMD|ENTRYPOINT|EXPOSE|USER|VOLUME|SHELL|ONBUILD"
    r"|HEALTHCHECK|STOPSIGNAL|MAINTAINER|#)(?:\s|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """A text to read as the Dockerfile. `true_lines` are those at their true numbers."""

    data: bytes
    name: str
    true_lines: tuple[int, int] | None


def rebuild(tape: Tape, form: Form) -> Rebuilt:
    """Put a Dockerfile together from what a log shows."""
    output = tape.finished.output if tape.finished else ""
    quoted = quoted_lines(output)
    labels = [
        step.label
        for step in tape.started.values()
        if step.label.index is not None and not step.label.onbuild
    ]
    lines = list(_by_file(labels) if form.counts_per_file else _by_stage(labels))
    lines = lines or _of_command(tape) or [f"FROM {image}" for image in _bases(tape)]
    if quoted is None:
        text = [NOTE, *lines]
    else:
        known = [line for line in lines if not line.startswith(_MISSING)]
        text = _around(quoted, [line for line in known if not _is_quoted(line, quoted)])
    return Rebuilt(
        data=("\n".join(text) + "\n").encode("utf-8", "surrogateescape"),
        name=quoted.name if quoted else "Dockerfile",
        true_lines=(quoted.first, quoted.last) if quoted else None,
    )


def _by_file(labels: list[StepLabel]) -> Iterator[str]:
    """Give the instructions of a file of which each is a step, those not shown as comments."""
    known = {(label.stage, label.index): label.text for label in labels}
    for stage in dict.fromkeys(label.stage for label in labels):
        last = max(label.index or 0 for label in labels if label.stage == stage)
        for index in range(1, last + 1):
            text = known.get((stage, index))
            yield from _instruction(text) if text else _missing(index, is_first=index == 1)


def _by_stage(labels: list[StepLabel]) -> Iterator[str]:
    """Give the stages that BuildKit names, with the numbered steps of each."""
    stages: dict[str, dict[int, str]] = {}
    for label in labels:
        stages.setdefault(label.stage, {}).setdefault(label.index or 0, label.text)
    for stage, steps in sorted(stages.items(), key=_of_stage):
        base = steps.pop(1, "") if steps.get(1, "").startswith("FROM ") else ""
        base = base or (_UNKNOWN_BASE if 1 not in steps else "FROM scratch")
        alias = f" AS {stage}" if stage and not stage.startswith("stage-") else ""
        yield f"{base.partition(' AS ')[0]}{alias}"
        for index in range(2 if base != "FROM scratch" else 1, max(steps, default=0) + 1):
            text = steps.get(index)
            yield from _instruction(text) if text else _missing(index, is_first=False)


def _of_stage(item: tuple[str, object]) -> int:
    """Put stages without a name, `stage-2`, last in their order; others as the log shows them."""
    number = item[0].removeprefix("stage-")
    return int(number) + 1 if number.isdigit() else 0


def _of_command(tape: Tape) -> list[str]:
    """Give the command that the last words quote, where no step is left."""
    failure = tape.finished.failure if tape.finished else None
    command = failed_command(failure.message) if failure else ""
    return [_UNKNOWN_BASE, *_instruction(f"RUN {command}")] if command else []


def _bases(tape: Tape) -> Iterator[str]:
    """Give the images that were looked for, where the log shows nothing of the file but those."""
    for step in tape.started.values():
        if match := _BASE.match(step.label.text):
            yield match[1].removeprefix("docker.io/").removeprefix("library/")


def _missing(index: int, *, is_first: bool) -> Iterator[str]:
    yield _UNKNOWN_BASE if is_first else f"{_MISSING} {index} is not in this log"


def _instruction(text: str) -> Iterator[str]:
    """Write a step's name as an instruction; a here-document is shown by its first line only."""
    line = " ".join(text.split()).rstrip("\\")
    if match := _HEREDOC.search(line):
        yield line[: match.end(1)].rstrip("'\"")
        yield match[2]
        yield match[1]
    elif "<<" in line:
        yield line.replace("<<", "< <")
    else:
        yield line


def _around(quoted: Quoted, lines: list[str]) -> list[str]:
    """Put the known instructions before the quoted lines, which keep their numbers."""
    room = quoted.first - 1
    has_from = any(line.upper().startswith("FROM ") for line in (*lines, *quoted.lines.values()))
    before = lines if has_from else [_UNKNOWN_BASE, *lines]
    before = before[:1] + before[1:][-(room - 1) :] if room > 1 else before[:room]
    text = [*before, *["# not in this log"] * (room - len(before))]
    seen = False
    for number in range(quoted.first, quoted.last + 1):
        line = quoted.lines.get(number, "")
        # The rest of an instruction whose beginning is not quoted is shown, but cannot be read.
        seen = seen or number in quoted.marked or bool(_KEYWORD.match(line)) or not line.strip()
        text.append(line if seen else f"# {line}")
    return text


def _is_quoted(line: str, quoted: Quoted) -> bool:
    """Tell whether an instruction stands among the quoted lines already."""
    instructions = parse("\n".join(quoted.lines.values()).encode()).instructions
    return any(is_like(entry, line) for entry in instructions)
