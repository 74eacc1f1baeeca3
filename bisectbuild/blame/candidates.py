"""Which commands of a text can have made all of it fail, by the rules of the shell alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from bisectbuild.blame.build import build
from bisectbuild.blame.graph import End, Graph, Junction, State
from bisectbuild.blame.settings import Modes, Settings
from bisectbuild.blame.words import kept_status, passed_name, program
from bisectbuild.script.parts import Kind, Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A command; `itself` tells that no other one ends the text on its behalf, nor may `set`."""

    tree: Tree
    itself: bool = True


def candidates(
    root: Tree, settings: Settings, functions: Mapping[str, Tree] | None = None
) -> list[Candidate]:
    """Give the commands whose failure the whole text can end with, in its order."""
    graph = build(root, settings, functions or {})
    found: dict[int, Candidate] = {}
    for state in graph.states:
        for candidate in _of(graph, state):
            found.setdefault(candidate.tree.start, candidate)
    return [found[start] for start in sorted(found)]


def _of(graph: Graph, state: State) -> Iterator[Candidate]:
    """Give what a state stands for, if it can be the last that counts."""
    if state.carries or not _can_end(graph, state, _passes_on):
        left = _passed_on(graph, state)
    elif state.gives_up and state.rescues:
        left = (one for one in state.rescues if _leaves(one, state.rescues))
    else:
        itself = _ends_with(state, state.modes, _is_aside)
        for found in _commands(graph, state):
            yield replace(found, itself=found.itself and itself)
        return
    for one in left:
        if not one.carries:
            yield from (replace(found, itself=False) for found in _commands(graph, one))


def _is_aside(state: State) -> bool:
    """Tell whether it is a handler or the test of a loop, which no one takes for the cause."""
    return state.carries and not state.rescues and program(state.tree) != "exit"


def _passes_on(state: State) -> bool:
    """Tell whether it ends with the status of the command right before it."""
    return state.carries and not passed_name(state.tree)


def _passed_on(graph: Graph, state: State) -> Iterator[State]:
    """Give the commands whose status `exit $rc` may end with."""
    name = passed_name(state.tree) if state.carries else ""
    if name and not _can_end(graph, state, _passes_on):
        return
    keepers = [one for one in graph.states if name and kept_status(one.tree, name)]
    for keeper in keepers:
        yield from graph.before(keeper)
    if name and not keepers:
        yield from graph.states[: state.number]


def _commands(graph: Graph, state: State) -> Iterator[Candidate]:
    if program(state.tree) == "wait" and graph.background:
        for part in graph.background:
            yield from (Candidate(tree=tree, itself=False) for tree in part.commands())
    elif not state.parts:
        yield Candidate(tree=state.tree)
    else:
        pipe = state.tree if state.tree.kind is Kind.PIPE else state.tree.parts[0]
        settings = state.modes.at(state.scope)
        counted = pipe.parts if settings.pipefail else pipe.parts[-1:]
        for part in counted:
            yield from candidates(part, settings, graph.functions)


def _can_end(graph: Graph, state: State, through: Callable[[State], bool]) -> bool:
    """Tell whether it may be the last that counts, but for some; with `set` maybe run, or not."""
    modes = {state.modes}
    if graph.sets_sometimes:
        modes |= {state.modes.after((), (option,)) for option in ("-e", "+e")}
    return any(_ends_with(state, one, through) for one in modes)


def _ends_with(state: State, modes: Modes, through: Callable[[State], bool]) -> bool:
    return any(_reaches_failure(end, modes, through) for end in (state.ok, state.fail))


def _reaches_failure(junction: Junction, modes: Modes, through: Callable[[State], bool]) -> bool:
    """Tell whether a failure is what comes next, but for commands that are looked through."""
    seen: set[int] = set()
    left = [junction]
    while left:
        for way in left.pop().onward(modes):
            if way is End.FAILED:
                return True
            if isinstance(way, State) and through(way) and way.number not in seen:
                seen.add(way.number)
                left += [way.ok, way.fail]
    return False


def _leaves(state: State, left: tuple[State, ...]) -> bool:
    """Tell whether a failure leads out of the left side of an `||`."""
    last = max(one.number for one in left)
    onward = state.fail.onward(state.modes)
    return any(not isinstance(way, State) or way.number > last for way in onward)
