"""What worked in a shell, cut into the pieces that a Dockerfile may take over."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bisectbuild.fix.looking import changes, moves
from bisectbuild.redact.names import is_secret_name
from bisectbuild.redact.text import redact
from bisectbuild.script.grammar import Command, Script, read
from bisectbuild.shell.transcript import Typed

_RERUN: Final = frozenset({"rerun", "rerun -x"})
_CONTROL: Final = re.compile(rb"[\0-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something that worked. `at` counts what was typed.

    `parts` are its simple commands where it is nothing but one, or a pipeline of some. `away` is
    the directory that it was typed in, "" in the step's own. `changes` is false for what only
    looks, `fits` for what must not, or cannot, stand in a Dockerfile.
    """

    text: bytes
    at: int
    parts: tuple[Command, ...]
    away: str
    changes: bool
    fits: bool
    chained: bool

    @property
    def shown(self) -> bytes:
        """The text as it can stand in a chain, from whichever directory."""
        text = self.text
        if not self.chained:
            text = b"{ %s }" % text if text.endswith(b"&") else b"{ %s; }" % text.rstrip(b" ;")
        sets = any(part.kind == "declaration_command" for part in self.parts)
        if not self.away or sets:
            return text
        folder = shlex.quote(self.away).encode("utf-8", "surrogateescape")
        return b"(cd %s && %s)" % (folder, text)


def reran(typed: tuple[Typed, ...]) -> int:
    """Give the place of the last `rerun` that worked, -1 where there is none."""
    places = (at for at, one in enumerate(typed) if one.code == 0 and _is_rerun(one))
    return max(places, default=-1)


def pieces(typed: tuple[Typed, ...], workdir: str) -> tuple[Piece, ...]:
    """Give all that worked, in its order; of `a && b` each command for itself."""
    return tuple(piece for at in range(len(typed)) for piece in _pieces(typed, at, workdir))


def _pieces(typed: tuple[Typed, ...], at: int, workdir: str) -> Iterator[Piece]:
    one = typed[at]
    if one.code or _is_rerun(one):
        return
    text = one.command.strip().encode("utf-8", "surrogateescape")
    script = read(text)
    if script is None:
        yield Piece(text=text, at=at, parts=(), away="", changes=True, fits=False, chained=False)
        return
    away = "" if one.directory == workdir else one.directory
    chain = script.chain
    if chain and chain[0].plain[:1] == ("cd",):
        chain = chain[1:]  # They ran where the shell has been since.
    if chain and not any(map(moves, chain)):
        for command in chain:
            yield from _piece(text[command.start : command.end], at, away)
        return
    if any(map(moves, script.commands)):
        there = typed[at - 1].directory if at else workdir
        away = "" if there == workdir else there
    yield _made(script, text, at, away)


def _piece(text: bytes, at: int, away: str) -> Iterator[Piece]:
    script = read(text)
    if script is not None:
        yield _made(script, text, at, away)


def _made(script: Script, text: bytes, at: int, away: str) -> Piece:
    return Piece(
        text=text,
        at=at,
        parts=(script.single,) if script.single else script.pipe,
        away=away,
        changes=changes(script),
        fits=_fits(script, text),
        chained=script.chained,
    )


def _fits(script: Script, text: bytes) -> bool:
    told = text.decode("utf-8", "surrogateescape")
    names = (name for command in script.commands for name in command.assigned)
    return not (
        script.has_comment
        or _CONTROL.search(text)
        or redact(told, ()) != told
        or any(map(is_secret_name, names))
    )


def _is_rerun(one: Typed) -> bool:
    return " ".join(one.command.split()) in _RERUN
