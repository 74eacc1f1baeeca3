"""Which command a failure is the fault of, where the last one to run only passed it on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from bisectbuild.blame.build import build
from bisectbuild.blame.events import Event, Events
from bisectbuild.blame.follow import Follower, Step
from bisectbuild.blame.graph import Graph, State
from bisectbuild.blame.match import look
from bisectbuild.blame.settings import Settings
from bisectbuild.blame.words import kept_status, passed_name, program
from bisectbuild.script.parts import Kind, Tree

_BROKEN_PIPE: Final = 141
# Where several parts of a pipe failed, the first is taken: it may have failed the others.
_SEVERAL: Final = 0.8
# Where one command failed and another ended the step on its behalf, either may be meant.
_ON_BEHALF: Final = 0.8
# The parts of a pipe wrote into one another's lines.
_TORN: Final = 0.75
_DEEPEST: Final = 3
# Chooses among commands of which a trace cannot tell which one failed; gives a confidence too.
Choose = Callable[[Sequence[Tree]], tuple[Tree, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Culprit:
    """A command that failed, how sure that is, and what ended the step on its behalf."""

    tree: Tree
    sure: float = 1.0
    passed_on: Tree | None = None


@dataclass(frozen=True, kw_only=True)
class Resolver:
    """Finds the culprit behind the last step of a way through a graph."""

    graph: Graph
    text: bytes
    events: Events
    exit_code: int | None
    choose: Choose
    depth: int = 0

    def culprit(self, step: Step) -> Culprit:
        """Find it."""
        state = step.state
        assert state is not None  # noqa: S101 - a way ends in a command
        if state.carries:
            earlier = self._carried(step, state)
            return Culprit(tree=state.tree) if earlier is None else self._passed(earlier, state)
        if state.gives_up and state.rescues:
            earlier = _latest(step, state.rescues)
            if earlier is not None:
                return self._passed(earlier, state)
        if program(state.tree) == "wait" and self.graph.background:
            return self._waited()
        if state.parts:
            return self._piped(step, state)
        return Culprit(tree=state.tree, sure=_ON_BEHALF if state.script else 1.0)

    def _passed(self, earlier: Step, state: State) -> Culprit:
        found = self.culprit(earlier)
        if state.carries and program(state.tree) != "exit" and not state.rescues:
            return found  # A handler, or the test of a loop: no one takes it for the cause.
        sure = min(found.sure, _ON_BEHALF)
        return Culprit(tree=found.tree, sure=sure, passed_on=state.tree)

    def _carried(self, step: Step, state: State) -> Step | None:
        """Find the command whose status one passes on."""
        if state.rescues:
            return _latest(step, state.rescues)
        name = passed_name(state.tree)
        steps = list(step.back())
        for later, earlier in pairwise(steps):
            if name and later.state and kept_status(later.state.tree, name):
                return earlier if earlier.state else None
        return next((found for found in steps if found.state and not found.state.carries), None)

    def _waited(self) -> Culprit:
        commands = [tree for part in self.graph.background for tree in part.commands()]
        found, sure = self.choose(commands)
        return Culprit(tree=found, sure=min(sure, _ON_BEHALF))

    def _piped(self, step: Step, state: State) -> Culprit:
        """Find the part of a pipe whose status counts."""
        parts = _pipe(state.tree).parts
        events = [found.event for found in _visit(step, state) if found.event]
        settings = step.modes.at(state.scope)
        if not settings.pipefail:
            return self._part(parts, len(parts) - 1, settings, events)
        statuses = self.events.pipe if len(self.events.pipe) == len(parts) else ()
        failed = [n for n, status in enumerate(statuses) if status]
        broken = [n for n in failed if statuses[n] != _BROKEN_PIPE]
        if failed:
            first = self._part(parts, (broken or failed)[0], settings, events)
            return replace(first, sure=min(first.sure, _SEVERAL)) if broken[1:] else first
        found, sure = self.choose([tree for part in parts for tree in part.commands()])
        return Culprit(tree=found, sure=sure)

    def _part(
        self, parts: tuple[Tree, ...], at: int, settings: Settings, events: list[Event]
    ) -> Culprit:
        """Find the command in one part of a pipe, from the events that can be its own."""
        part = parts[at]
        graph = build(part, settings, self.graph.functions)
        if len(graph.states) == 1 and not graph.states[0].parts:
            return Culprit(tree=graph.states[0].tree)
        others = [tree for other in parts[:at] + parts[at + 1 :] for tree in other.commands()]
        mine = [tree for state in graph.states for tree in state.parts or (state.tree,)]
        own = [e for e in events if self._unlike(mine, e) <= self._unlike(others, e)]
        trace = Events(all=tuple(own), marked=self.events.marked)
        ends = Follower(graph=graph, text=self.text, events=trace, settings=settings).ends()
        if not ends or self.depth > _DEEPEST:
            chosen, sure = self.choose(list(part.commands()))
            return Culprit(tree=chosen, sure=sure)
        inner = Resolver(
            graph=graph,
            text=self.text,
            events=trace,
            exit_code=self.exit_code,
            choose=self.choose,
            depth=self.depth + 1,
        )
        found = inner.culprit(ends[0])
        torn = any(event.torn for event in events)
        return replace(found, sure=min(found.sure, _TORN)) if torn else found

    def _unlike(self, trees: list[Tree], event: Event) -> float:
        """Say how unlike an event is to the likest of some commands."""
        costs = (look(tree, self.text).cost(event.text) for tree in trees)
        return min((cost for cost in costs if cost is not None), default=math.inf)


def _latest(step: Step, states: tuple[State, ...]) -> Step | None:
    numbers = {state.number for state in states}
    return next((s for s in step.back() if s.state and s.state.number in numbers), None)


def _visit(step: Step, state: State) -> list[Step]:
    """Give the steps of the last run of a state, in their order."""
    found: list[Step] = []
    for earlier in step.back():
        if earlier.state is not state:
            break
        found.insert(0, earlier)
    return found


def _pipe(tree: Tree) -> Tree:
    return tree if tree.kind is Kind.PIPE else tree.parts[0]
