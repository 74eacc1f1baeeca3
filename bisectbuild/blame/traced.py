"""Blames by the trace of a shell."""

from __future__ import annotations

from typing import Final

from bisectbuild.blame.build import build
from bisectbuild.blame.culprit import Choose, Culprit, Resolver
from bisectbuild.blame.events import Events
from bisectbuild.blame.follow import Follower, Step
from bisectbuild.blame.hear import Hearing
from bisectbuild.blame.named import Named
from bisectbuild.blame.source import Source

_MOST_WAYS: Final = 12
# How right a finding is by the kind of trace, and at most by how badly the best way fits.
_SURE: Final = {True: 0.98, False: 0.9}
_ILL: Final = ((12.0, 0.0), (8.0, 0.5), (4.5, 0.75))
_TIE, _NEAR = 0.25, 1.0
_NEAR_SURE: Final = 0.7


def by_trace(
    hearing: Hearing, events: Events, exit_code: int | None, choose: Choose
) -> Named | None:
    """Find the command by following a trace; None where the trace does not fit the text."""
    source = hearing.source
    graph = build(hearing.root, source.settings)
    ends = Follower(
        graph=graph,
        text=source.text,
        events=events,
        settings=source.settings,
        refused=frozenset(tree.start for tree in hearing.refused),
        missing=frozenset(tree.start for tree in hearing.missing),
    ).ends()
    most = _fit(ends, marked=events.marked)
    if most == 0.0:
        return None
    resolver = Resolver(
        graph=graph, text=source.text, events=events, exit_code=exit_code, choose=choose
    )
    found: dict[int, tuple[float, Culprit]] = {}
    for end in ends[:_MOST_WAYS]:
        culprit = resolver.culprit(end)
        found.setdefault(culprit.tree.start, (end.cost, culprit))
    (least, best), *others = found.values()
    ties = [culprit.tree for cost, culprit in others if cost - least < _TIE]
    if ties:
        tree, sure = choose([best.tree, *ties])
        return Named(tree=tree, confidence=min(most, sure), why="The trace fits it best.")
    if any(cost - least < _NEAR for cost, _ in others):
        most = min(most, _NEAR_SURE)
    return Named(tree=best.tree, confidence=min(most, best.sure), why=_why(source, best))


def _why(source: Source, culprit: Culprit) -> str:
    after = culprit.passed_on
    if after is None:
        return "The shell's trace ends with it."
    return f"It failed in the shell's trace; {source.shown(after.start, after.end)} passed that on."


def _fit(ends: list[Step], *, marked: bool) -> float:
    if not ends:
        return 0.0
    worst = (sure for least, sure in _ILL if ends[0].cost >= least)
    return next(worst, _SURE[marked])
