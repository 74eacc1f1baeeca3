"""Finds the command that failed in a shell text: by a trace where there is one, else by the log."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from bisectbuild.blame.blamed import Blamed, By
from bisectbuild.blame.events import Events, read_events
from bisectbuild.blame.hear import Hearing
from bisectbuild.blame.inner import inner_source
from bisectbuild.blame.logged import by_log, choose
from bisectbuild.blame.named import Named
from bisectbuild.blame.settings import Settings
from bisectbuild.blame.source import Source
from bisectbuild.blame.traced import by_trace
from bisectbuild.blame.weigh import Scales
from bisectbuild.blame.words import plain, program
from bisectbuild.script.parts import Tree
from bisectbuild.script.tree import tree
from bisectbuild.trace.digest import Log

_MOST_EVENTS: Final = 300
_LEAST_INNER: Final = 0.5
# Above these no one wrote the text, and a name among so many commands would be a guess.
_MOST_BYTES, _MOST_COMMANDS = 64_000, 2000


def find(
    source: Source,
    *,
    log: Log,
    exit_code: int | None,
    traced: Log | None = None,
    cause: str = "",
) -> Blamed | None:
    """Find it; None where the text breaks the shell's grammar, or its shell never began.

    None also where commands are nested deeper, or are more, than anyone writes them.
    """
    if source.opaque:
        return _whole(source)
    try:
        return _find(source, log=log, exit_code=exit_code, traced=traced, cause=cause)
    except RecursionError:
        return None


def _find(
    source: Source, *, log: Log, exit_code: int | None, traced: Log | None, cause: str
) -> Blamed | None:
    root = tree(source.text) if len(source.text) <= _MOST_BYTES else None
    if root is None:
        return None
    hearing = Hearing(source=source, root=root, log=log)
    if len(hearing.commands) > _MOST_COMMANDS or hearing.never_began:
        return None
    scales = Scales(hearing=hearing, exit_code=exit_code)
    by, named = By.TRACE, _traced(scales, traced)
    if named is None:
        by, named = By.LOG, by_log(scales, cause)
    if named is None:
        return None
    inner = inner_source(source, named.tree)
    found = find(inner, log=log, exit_code=exit_code, cause=cause) if inner else None
    if found and found.confidence * named.confidence >= _LEAST_INNER:
        return replace(found, confidence=round(found.confidence * named.confidence, 2))
    return Blamed(
        text=source.shown(named.tree.start, named.tree.end),
        line=source.line(named.tree.start),
        confidence=round(named.confidence, 2),
        by=by,
        why=named.why,
    )


def _traced(scales: Scales, traced: Log | None) -> Named | None:
    """Find it by the trace of the state after the step, else by one that the step made itself."""
    source = scales.hearing.source
    events = read_events(traced, most=_MOST_EVENTS) if traced and source.traced else None
    if events and events.all:
        return _by_trace(scales, events, replace(source.settings, trace=True))
    if not source.settings.trace and not any(map(_begins_trace, scales.hearing.commands)):
        return None
    own = read_events(scales.hearing.log, most=_MOST_EVENTS)
    return _by_trace(scales, own, source.settings) if own.all else None


def _by_trace(scales: Scales, events: Events, settings: Settings) -> Named | None:
    source = replace(scales.hearing.source, settings=settings)
    hearing = replace(scales.hearing, source=source)
    return by_trace(hearing, events, scales.exit_code, partial(choose, scales))


def _begins_trace(command: Tree) -> bool:
    if program(command) != "set":
        return False
    return Settings().after(plain(command)[1:]).trace


def _whole(source: Source) -> Blamed:
    """Name all of what no shell reads: an exec form, a script in another language."""
    first = source.text.split(b"\n", 1)[0] if source.text.startswith(b"#!") else source.text
    return Blamed(
        text=source.shown(0, len(first)),
        line=source.line(0),
        confidence=1.0,
        by=By.LOG,
        why="It is all that this RUN runs.",
    )
