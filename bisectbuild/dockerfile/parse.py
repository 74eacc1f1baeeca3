"""The way from bytes to a Dockerfile value; the only module that knows dockerfile-parse.

Our scanner says where instructions begin and end. dockerfile-parse then reads keyword and value
from a canonical text, one line for each instruction, without comments, continuations and
here-documents: it gets those wrong, and plain lines right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Final

from dockerfile_parse import DockerfileParser

from bisectbuild.dockerfile.blanks import GO_SPACE, words_of
from bisectbuild.dockerfile.model import Dockerfile, Heredoc, Instruction, Span, Stage
from bisectbuild.dockerfile.scan import Body, Piece, Scan, scan
from bisectbuild.dockerfile.words import split_flags, split_keyword
from bisectbuild.errors import DockerfileError

_BATCH: Final = 4096
_FIRST_BLOCK: Final = 8192
_WORD_ENDS: Final = frozenset({"", " ", "\t", "\v", "\f", "\r"})
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_NAMED_FROM: Final = 3
_ENDS_IN_BACKSLASH: Final = re.compile(rb"\\[ \t\v\f\r]*\n")
_MARK: Final = "\ufeff"
_UNREAD: Final = {"instruction": "", "value": ""}


def parse(data: bytes, *, name: str = "Dockerfile") -> Dockerfile:
    """Read a Dockerfile.

    Files that builders refuse are read too, so that the fault can be shown; `check` tells those.
    Raises DockerfileError only for what is no text at all.
    """
    found = scan(data)
    instructions = tuple(_instructions(data, found))
    stages = _stages(instructions)
    if not stages:
        _refuse_binary(data, name)
    return Dockerfile(
        name=name,
        data=data,
        escape=found.directives.escape,
        syntax=found.directives.syntax,
        instructions=instructions,
        global_args=tuple(
            entry for entry in instructions if entry.stage is None and entry.keyword == "ARG"
        ),
        stages=stages,
        line_starts=found.line_starts,
    )


def _refuse_binary(data: bytes, name: str) -> None:
    """Refuse a file without any FROM that holds NUL bytes; with a FROM every builder takes them."""
    if b"\0" not in data[:_FIRST_BLOCK]:
        return
    if data.startswith(_UTF16_MARKS):
        message = f"{name} is encoded as UTF-16; builders read UTF-8 only."
        hint = f"Save it as UTF-8, for instance: iconv -f UTF-16 -t UTF-8 {name} > {name}.utf8"
    else:
        message = f"{name} is no text file: it holds NUL bytes."
        hint = (
            "Give the path of the Dockerfile itself, for instance: bisectbuild debug -f Dockerfile"
        )
    raise DockerfileError(message, line=1, hint=hint)


def _instructions(data: bytes, found: Scan) -> Iterator[Instruction]:
    stage: int | None = None
    pieces = found.pieces
    starts = found.line_starts
    for at in range(0, len(pieces), _BATCH):
        batch = pieces[at : at + _BATCH]
        for index, (piece, read) in enumerate(zip(batch, _read(batch), strict=True), start=at + 1):
            first, end, _, bodies = piece
            text, keyword, value = read
            if keyword == "FROM":
                stage = 0 if stage is None else stage + 1
            flags, rest = split_flags(value) if value.startswith("--") else ((), value)
            yield Instruction(
                index=index,
                keyword=keyword,
                text=text,
                value=rest,
                flags=flags,
                heredocs=_heredocs(bodies, data, starts) if bodies else (),
                span=Span(start=first + 1, end=end),
                source=_source(data, starts[first], starts[end], text),
                stage=stage,
            )


def _read(batch: tuple[Piece, ...]) -> Iterator[tuple[str, str, str]]:
    """Give text, keyword and value of each instruction of a batch."""
    for piece, entry in zip(batch, _ask_library(batch), strict=True):
        text = piece.text.decode("utf-8", "surrogateescape").strip(GO_SPACE)
        keyword = entry["instruction"]
        size = len(keyword)
        if size and text[:size].upper() == keyword and text[size : size + 1] in _WORD_ENDS:
            yield text, keyword, entry["value"]
        else:
            keyword, value = split_keyword(text)
            yield text, keyword.upper(), value


def _ask_library(batch: tuple[Piece, ...]) -> Sequence[Mapping[str, str]]:
    r"""Let dockerfile-parse (2.0) read the instructions of a batch.

    Gives empty words where it cannot: bytes that are not UTF-8, lines of which some end in `\` and
    others in a back-tick, an instruction without any word. The scanner's own words then count.
    """
    lines = b"\n".join([piece.text for piece in batch]) + b"\n"
    head = b"# escape=`\n" if _ENDS_IN_BACKSLASH.search(lines) else b"# escape=\\\n"
    try:
        entries = DockerfileParser(fileobj=BytesIO(head + lines)).structure[1:]
    except UnicodeDecodeError:
        entries = []
    return entries if len(entries) == len(batch) else [_UNREAD] * len(batch)


def _source(data: bytes, first: int, end: int, text: str) -> str:
    raw = data[first:end].removesuffix(b"\n").removesuffix(b"\r")
    source = raw.decode("utf-8", "surrogateescape")
    if source == text:
        return text
    return source if text.startswith(_MARK) else source.removeprefix(_MARK)


def _heredocs(
    bodies: tuple[Body, ...], data: bytes, starts: tuple[int, ...]
) -> tuple[Heredoc, ...]:
    return tuple(_heredoc(body, data, starts) for body in bodies)


def _heredoc(body: Body, data: bytes, starts: tuple[int, ...]) -> Heredoc:
    opener = body.opener
    last = len(starts) - 1
    return Heredoc(
        name=opener.name,
        body=data[starts[body.first] : starts[body.end]].decode("utf-8", "surrogateescape"),
        expand=opener.expand,
        strip_tabs=opener.strip_tabs,
        file_descriptor=opener.file_descriptor,
        span=Span(start=body.first + 1, end=min(body.end + 1, last)),
        closed=body.closed,
    )


def _stages(instructions: tuple[Instruction, ...]) -> tuple[Stage, ...]:
    members: list[list[Instruction]] = []
    for entry in instructions:
        if entry.keyword == "FROM":
            members.append([entry])
        elif members:
            members[-1].append(entry)
    return tuple(_stage(index, tuple(own)) for index, own in enumerate(members))


def _stage(index: int, instructions: tuple[Instruction, ...]) -> Stage:
    first = instructions[0]
    words = words_of(first.value)
    named = len(words) == _NAMED_FROM and words[1].lower() == "as"
    return Stage(
        index=index,
        name=words[2].lower() if named else None,
        base=words[0] if words else "",
        platform=first.flag("platform"),
        instructions=instructions,
    )
