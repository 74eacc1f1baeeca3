"""What TAB offers: words, lines, stages, keywords, build args, paths."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from bisectbuild.debugger.interpret import split
from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.state import State
from bisectbuild.debugger.words import WORDS, find
from bisectbuild.debugger.words.word import Completes
from bisectbuild.errors import BisectBuildError

_LAST = re.compile(r"(?:\\.|[^\s\\])*\Z")
_SPECIAL = re.compile(r"([^\w@%+=:,./~-])")
_HERE = ("./", "../", "~/")


def candidates(workbench: Workbench, state: State, text: str) -> tuple[str, tuple[str, ...]]:
    """Give the piece before the cursor that TAB would replace, and what it may become.

    The container is asked for paths at most once; what cannot be had is not offered.
    """
    text = text.lstrip()
    if " " not in text and not text.startswith("!"):
        return text, tuple(word.name for word in WORDS if word.name.startswith(text))
    name, rest = split(text)
    match = _LAST.search(rest)
    typed = match[0] if match else ""
    try:
        word = find(name)
        found = _OFFERS[word.completes](workbench, state, typed)
        return typed, tuple(entry for entry in found if entry.startswith(typed))
    except BisectBuildError:
        return typed, ()


def _places(workbench: Workbench) -> list[str]:
    stages = {entry.stage for entry in workbench.points}
    names = [stage.name for stage in workbench.dockerfile.stages if stage.index in stages]
    lines = [str(entry.span.start) for entry in workbench.points]
    return [*lines, *(name for name in names if name), "final"]


def _stops(workbench: Workbench, typed: str) -> list[str]:
    """Give places and keywords; one that is begun in lower case is completed so."""
    keywords = {entry.keyword for entry in workbench.points}
    begun = [word for word in sorted(keywords) if word.startswith(typed.upper())]
    rest = [word[len(typed) :] for word in begun]
    return [*_places(workbench), *(typed + (r.lower() if typed.islower() else r) for r in rest)]


def _paths(workbench: Workbench, typed: str) -> list[str]:
    if typed.startswith(_HERE):
        return list(_files(typed))
    return [_quoted(path) for path in workbench.paths(_plain(typed))]


def _files(typed: str) -> Iterator[str]:
    folder, slash, start = _plain(typed).rpartition("/")
    try:
        entries = sorted(os.scandir(Path(folder + slash).expanduser()), key=lambda e: e.name)
    except (OSError, RuntimeError):  # The latter for the home of a user who is none.
        return
    for entry in entries:
        if entry.name.startswith(start):
            yield _quoted(f"{folder}{slash}{entry.name}{'/' if entry.is_dir() else ''}")


def _quoted(path: str) -> str:
    return _SPECIAL.sub(r"\\\1", path)


def _plain(typed: str) -> str:
    return re.sub(r"\\(.)", r"\1", typed)


_OFFERS: Final[dict[Completes, Callable[[Workbench, State, str], Iterable[str]]]] = {
    Completes.NOTHING: lambda _bench, _state, _typed: (),
    Completes.PLACES: lambda bench, _state, _typed: _places(bench),
    Completes.SIDES: lambda bench, _state, _typed: ["before", "after", *_places(bench)],
    Completes.STOPS: lambda bench, _state, typed: _stops(bench, typed),
    Completes.NUMBERS: lambda _bench, state, _typed: [str(p.number) for p in state.breaks.points],
    Completes.PATHS: lambda bench, _state, typed: _paths(bench, typed),
    Completes.FILES: lambda _bench, _state, typed: _files(typed),
    Completes.ARGS: lambda bench, _state, _typed: [f"{name}=" for name, _ in bench.arguments()],
    Completes.WORDS: lambda _bench, _state, _typed: [word.name for word in WORDS],
}
