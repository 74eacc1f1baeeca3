"""Follows a trace through the graph of a text: the ways through it that explain the trace best."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Final, NamedTuple

from bisectbuild.blame.events import Event, Events
from bisectbuild.blame.graph import End, Graph, State
from bisectbuild.blame.match import FULL, Look, look
from bisectbuild.blame.settings import PLAIN, Modes, Settings
from bisectbuild.script.parts import Tree

# What is unlikely, in the unit of Look's costs: events that are none of ours, in a trace of our
# own and in another; events that show no command that can come; that the statuses do not fit; that
# the shell ended amid the text; that it passed although the step failed.
_FOREIGN: Final = {True: 4.0, False: 1.0}
_UNLIKE: Final = 5.0
_STATUS: Final = 0.5
_TORN: Final = 0.5
_AMID: Final = 3.0
_PASSED: Final = 6.0
_ANYWHERE: Final = 0.5
_ASIDE: Final = 0.2
_UNSEEN, _SILENT = 4.0, 0.01
_BEAM: Final = 9.0
_REFUSED: Final = -2.0


class Step(NamedTuple):
    """One command on a way: its event, None where the trace does not show it, and what it cost.

    `modes` are the shell's options after it.
    """

    cost: float
    state: State | None
    event: Event | None
    before: Step | None
    modes: Modes

    @property
    def key(self) -> tuple[int, Modes]:
        """What counts for the ways on from here."""
        return (self.state.number if self.state else -1, self.modes)

    def then(self, cost: float, state: State, event: Event | None) -> Step:
        """Give the next step of the way."""
        modes = self.modes.after(state.scope, state.sets) if state.sets else self.modes
        return Step(cost, state, event, self, modes)

    def back(self) -> Iterator[Step]:
        """Give this step and all before it, the last first."""
        step: Step | None = self
        while step is not None:
            yield step
            step = step.before


_Layer = dict[tuple[int, Modes], Step]


class _Move(NamedTuple):
    target: State | End
    cost: float
    passed: bool


@dataclass(frozen=True, kw_only=True)
class Follower:
    """Follows the events of a trace through a graph.

    `settings` hold at the beginning. `refused` are the places of commands that the shell says it
    could not begin, `missing` of those whose program it did not find.
    """

    graph: Graph
    text: bytes
    events: Events
    settings: Settings = PLAIN
    refused: frozenset[int] = frozenset()
    missing: frozenset[int] = frozenset()

    def ends(self) -> list[Step]:
        """Give the ways to a failure, the likeliest first; each ends in the command run last."""
        begin = Step(0.0, None, None, None, Modes(self.settings))
        layer = {begin.key: begin}
        for event in self.events.all:
            layer = self._advanced(layer, event)
        found = [end for step in self._spread(layer).values() for end in self._ended(step)]
        return sorted(found, key=lambda step: step.cost)

    def _ended(self, step: Step) -> Iterator[Step]:
        if step.state is None:
            return
        if step.event is None and step.state.tree.start in self.refused:
            yield step._replace(cost=step.cost + _REFUSED)
        amid = _AMID if self.events.status is None else _PASSED
        yield step._replace(cost=step.cost + amid)
        for move in self._moves(step):
            if isinstance(move.target, End):
                extra = _PASSED if move.target is End.PASSED else 0.0
                yield step._replace(cost=step.cost + move.cost + extra)

    def _advanced(self, layer: _Layer, event: Event) -> _Layer:
        """Take one more event."""
        found: _Layer = {}
        foreign = 0.0 if self._is_background(event) else _FOREIGN[self.events.marked]
        for step in layer.values():
            _keep(found, step._replace(cost=step.cost + foreign))
            cost = self._unlike_again(step.state, event) if step.state else None
            if cost is not None:
                _keep(found, step._replace(cost=step.cost + cost, event=event, before=step))
        for step in self._spread(layer).values():
            for move in self._moves(step):
                if isinstance(move.target, State):
                    cost = self._unlike(move.target, event)
                    if cost is not None:
                        cost += step.cost + move.cost + _misfit(move, step, event)
                        _keep(found, step.then(cost, move.target, event))
        best = min((step.cost for step in found.values()), default=0.0)
        return {key: step for key, step in found.items() if step.cost <= best + _BEAM}

    def _spread(self, layer: _Layer) -> _Layer:
        """Add the steps that can be reached by commands which the trace does not show."""
        best = min((step.cost for step in layer.values()), default=0.0)
        order = count()
        heap = [(step.cost, next(order), step) for step in layer.values()]
        heapq.heapify(heap)
        found: _Layer = {}
        while heap:
            cost, _, step = heapq.heappop(heap)
            if step.key in found:
                continue
            found[step.key] = step
            for move in self._moves(step):
                if not isinstance(move.target, State):
                    continue
                reached = cost + move.cost + self._unseen(move.target, step.modes) + _SILENT
                silent = step.then(reached, move.target, None)
                if reached <= best + _BEAM and silent.key not in found:
                    heapq.heappush(heap, (reached, next(order), silent))
        return found

    def _unseen(self, state: State, modes: Modes) -> float:
        """Say how unlikely it is that the trace does not show a command."""
        hidden = state.quiet or not modes.at(state.scope).trace
        return 0.0 if hidden or state.tree.start in self.refused else _UNSEEN

    def _moves(self, step: Step) -> tuple[_Move, ...]:
        if step.key not in self._known_moves:
            self._known_moves[step.key] = tuple(self._moves_of(step.state, step.modes))
        return self._known_moves[step.key]

    @cached_property
    def _known_moves(self) -> dict[tuple[int, Modes], tuple[_Move, ...]]:
        return {}

    def _moves_of(self, state: State | None, modes: Modes) -> Iterator[_Move]:
        if state is not None:
            fails = 0.0 if state.tree.start in self.missing else state.fails
            for target in state.ok.onward(modes):
                yield _Move(target, state.passes, passed=True)
            for target in state.fail.onward(modes):
                yield _Move(target, fails, passed=False)
        elif self.events.whole:
            for target in self.graph.entry.onward(modes):
                yield _Move(target, 0.0, passed=True)
        else:
            for target in self.graph.states:
                yield _Move(target, _ANYWHERE, passed=True)

    def _unlike(self, state: State, event: Event) -> float | None:
        """Say how unlike an event is to a command, None where that cannot be it at all."""
        looks = self._looks[state.number]
        own = _least(looks, event.text)
        if state.parts and event.torn and own != FULL:
            return _TORN
        if own is not None or not self.events.marked:
            return own
        torn = [_least(looks, other) for other in event.others]
        costs = [cost + _STATUS for cost in torn if cost is not None]
        return min(costs, default=_UNLIKE)

    def _unlike_again(self, state: State, event: Event) -> float | None:
        """Say the same of one more event of a command that shows itself in several."""
        if state.script:
            return _ASIDE
        looks = self._looks[state.number]
        if len(looks) == 1 and not looks[0].repeats:
            return None
        own = _least(looks, event.text)
        return _TORN if state.parts and event.torn and own != FULL else own

    @cached_property
    def _looks(self) -> Mapping[int, tuple[Look, ...]]:
        return {
            state.number: tuple(look(tree, self.text) for tree in state.parts or (state.tree,))
            for state in self.graph.states
        }

    def _is_background(self, event: Event) -> bool:
        return _least(self._background, event.text) is not None

    @cached_property
    def _background(self) -> tuple[Look, ...]:
        commands: Iterable[Tree] = (
            command for part in self.graph.background for command in part.commands()
        )
        return tuple(look(command, self.text) for command in commands)


def _misfit(move: _Move, step: Step, event: Event) -> float:
    """Say how ill the status that an event shows fits the way to it."""
    if event.status is None or step.event is None:
        return 0.0
    return 0.0 if (event.status == 0) == move.passed else _STATUS


def _least(looks: Iterable[Look], line: str) -> float | None:
    costs = (look_.cost(line) for look_ in looks)
    return min((cost for cost in costs if cost is not None), default=None)


def _keep(found: _Layer, step: Step) -> None:
    if step.key not in found or step.cost < found[step.key].cost:
        found[step.key] = step
