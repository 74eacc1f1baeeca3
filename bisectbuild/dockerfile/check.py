"""Which Dockerfiles every builder refuses as a whole, and the first fault in them by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bisectbuild.dockerfile.blanks import GO_SPACE
from bisectbuild.dockerfile.directives import ESCAPES, read_directives
from bisectbuild.dockerfile.excerpt import excerpt, line_text, visible
from bisectbuild.dockerfile.grammar import RULES, Parts, judge
from bisectbuild.dockerfile.model import Dockerfile, Instruction, Span
from bisectbuild.dockerfile.scan import scan
from bisectbuild.dockerfile.words import split_keyword
from bisectbuild.errors import DockerfileError

MOST_LINE_BYTES: Final = 65_535
_OFFICIAL: Final = re.compile(r"(docker\.io/)?docker/dockerfile(-upstream)?([:@]|\Z)")
_MOST_SHOWN: Final = 40
_DIRECTIVE_LINES: Final = 64
_FOREIGN_WORD: Final = re.compile(r"[^A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One reason for refusing the file, and where it stands."""

    message: str
    hint: str
    span: Span
    column: int = 0
    width: int = 1
    suggestion: str = ""


def judged_elsewhere(dockerfile: Dockerfile) -> bool:
    """Tell whether `# syntax=` hands the file to another frontend, with words of its own."""
    return dockerfile.syntax is not None


def check(dockerfile: Dockerfile) -> None:
    """Refuse a file that every builder refuses before its first step.

    Raises DockerfileError for the first fault by line. Says nothing of what only some builders
    refuse: the engine is asked then. A frontend that is not Docker's own is not second-guessed.
    """
    if dockerfile.syntax is not None and not _OFFICIAL.match(dockerfile.syntax):
        return
    fault = min(_faults(dockerfile), key=lambda found: found.span.start, default=None)
    if fault is None:
        return
    raise DockerfileError(
        fault.message,
        file=dockerfile.name,
        line=fault.span.start,
        line_end=fault.span.end,
        column=fault.column,
        excerpt=excerpt(dockerfile, fault.span, column=fault.column, width=fault.width),
        suggestion=fault.suggestion,
        hint=fault.hint,
    )


def _faults(dockerfile: Dockerfile) -> Iterator[Fault]:
    yield from _directives(dockerfile)
    yield from _long_lines(dockerfile)
    yield from _stages(dockerfile)
    for entry in dockerfile.instructions:
        fault = _word(dockerfile, entry) or _place(entry) or _heredoc(dockerfile, entry)
        fault = fault or _grammar(dockerfile, entry)
        if fault:
            yield fault
            return


def _directives(dockerfile: Dockerfile) -> Iterator[Fault]:
    starts = dockerfile.line_starts[: _DIRECTIVE_LINES + 1]
    found = read_directives(dockerfile.data[: starts[-1]].split(b"\n")).fault
    if not found:
        return
    directive, why = found
    text = line_text(dockerfile, directive.line)
    hint = "Keep one of each directive, at the very top of the file."
    if directive.name == "escape" and directive.value[0] not in ESCAPES:
        hint = "Write # escape=` for Windows paths, or remove the line."
    span = Span(start=directive.line, end=directive.line)
    yield Fault(message=why, hint=hint, span=span, column=text.find("#") + 1, width=len(text))


def _long_lines(dockerfile: Dockerfile) -> Iterator[Fault]:
    """BuildKit reads lines through a 64 KiB buffer, and so does the legacy builder."""
    starts = dockerfile.line_starts
    for line in range(1, len(starts)):
        if starts[line] - starts[line - 1] <= MOST_LINE_BYTES:
            continue
        size = len(dockerfile.data[starts[line - 1] : starts[line]].removesuffix(b"\n"))
        if size > MOST_LINE_BYTES:
            yield Fault(
                message=f"the line is {size} bytes long; builders read at most {MOST_LINE_BYTES}",
                hint="Split it with line continuations, or COPY the data from a file instead.",
                span=Span(start=line, end=line),
            )
            return


def _stages(dockerfile: Dockerfile) -> Iterator[Fault]:
    if dockerfile.stages:
        return
    hint = "Begin with a base image, for instance: FROM debian:stable-slim"
    if dockerfile.instructions:
        last = dockerfile.instructions[-1].span
        message = "no build stage in current context: the file has no FROM"
        yield Fault(message=message, hint=hint, span=last)
        return
    what = "holds only comments" if dockerfile.data.strip() else "cannot be empty"
    yield Fault(message=f"the Dockerfile {what}", hint=hint, span=Span(start=1, end=1))


def _word(dockerfile: Dockerfile, entry: Instruction) -> Fault | None:
    if entry.keyword in RULES or judged_elsewhere(dockerfile):
        return None
    written = entry.text[: len(entry.keyword)]
    shown = visible(written[:_MOST_SHOWN])
    from difflib import get_close_matches  # noqa: PLC0415 - only for a mistake

    near = get_close_matches(entry.keyword, RULES, n=1)
    if near:
        hint = f"Did you mean {near[0]}?"
    elif entry.index > 1 or _FOREIGN_WORD.search(written):
        escape = dockerfile.escape
        hint = f"If it belongs to the instruction above, end the line before it with {escape} ."
    else:
        hint = "Is this a Dockerfile? Every line begins with an instruction such as FROM or RUN."
    span, column = _find(entry, written)
    return Fault(
        message=f"unknown instruction: {shown or 'none, only an escape character'}",
        hint=hint,
        span=span,
        column=column,
        width=len(written),
        suggestion=near[0] if near else "",
    )


def _place(entry: Instruction) -> Fault | None:
    if entry.stage is not None or entry.keyword == "ARG":
        return None
    span, column = _find(entry, entry.text[: len(entry.keyword)])
    return Fault(
        message=f"no build stage in current context: {entry.keyword} stands before the first FROM",
        hint="Move it behind the FROM; only ARG may stand before it.",
        span=span,
        column=column,
        width=len(entry.keyword),
    )


def _heredoc(dockerfile: Dockerfile, entry: Instruction) -> Fault | None:
    doc = next((doc for doc in entry.heredocs if not doc.closed), None)
    if doc is None or judged_elsewhere(dockerfile) or _is_instructions(doc.body):
        return None
    end = visible(doc.name)
    span, column = _find(entry, "<<")
    return Fault(
        message=f"unterminated heredoc: no line says just {end}",
        hint=f"End it with a line {end}, without blanks around it; {'<<-' + end} allows tabs.",
        span=Span(start=span.start, end=span.start),
        column=column,
        width=len("<<"),
    )


def _is_instructions(body: str) -> bool:
    """Tell whether a builder without here-documents (Docker 20.10) could take the body."""
    pieces = scan(body.encode("utf-8", "surrogateescape")).pieces
    texts = (piece.text.decode("utf-8", "surrogateescape").strip(GO_SPACE) for piece in pieces)
    return all(split_keyword(text)[0].upper() in RULES for text in texts)


def _grammar(dockerfile: Dockerfile, entry: Instruction) -> Fault | None:
    parts = Parts(keyword=entry.keyword, value=entry.value, escape=dockerfile.escape)
    wrong = judge(parts)
    if wrong is None:
        return None
    word = wrong.word or entry.text[: len(entry.keyword)]
    span, column = _find(entry, word)
    return Fault(message=wrong.message, hint=wrong.hint, span=span, column=column, width=len(word))


def _find(entry: Instruction, word: str) -> tuple[Span, int]:
    """Find a word of an instruction: the lines from it on, and its column or 0 if it is cut up."""
    at = entry.source.find(word)
    if at < 0:
        return entry.span, 0
    line = entry.span.start + entry.source.count("\n", 0, at)
    return Span(start=line, end=entry.span.end), at - entry.source.rfind("\n", 0, at)
