"""Which commands of a text can have made all of it fail, by the rules of the shell alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bisectbuild.blame.build import build
from bisectbuild.blame.graph import End, Graph, Junction, State
from bisectbuild.blame.settings import Modes, Settings
from bisectbuild.blame.words import kept_status, passed_name, program
from bisectbuild.script.parts import Kind, Tree


def candidates(
    root: Tree, settings: Settings, functions: Mapping[str, Tree] | None = None
) -> list[Tree]:
    """Give the commands whose failure the whole text can end with, in its order."""
    graph = build(root, settings, functions or {})
    found: dict[int, Tree] = {}
    for state in graph.states:
        for tree in _of(graph, state):
            found.setdefault(tree.start, tree)
    return [found[start] for start in sorted(found)]


def _of(graph: Graph, state: State) -> Iterator[Tree]:
    """Give what a state stands for, if it can be the last that counts."""
    if not _can_end(graph, state):
        return
    if state.carries:
        for one in _passed_on(graph, state):
            yield from _commands(graph, one)
    elif state.gives_up and state.rescues:
        left = [one for one in state.rescues if not one.carries and _leaves(one, state.rescues)]
        for one in left:
            yield from _commands(graph, one)
    else:
        yield from _commands(graph, state)


def _passed_on(graph: Graph, state: State) -> Iterator[State]:
    """Give the commands whose status `exit $rc` may end with."""
    name = passed_name(state.tree) if program(state.tree) == "exit" else ""
    keepers = [one for one in graph.states if name and kept_status(one.tree, name)]
    for keeper in keepers:
        yield from (one for one in graph.before(keeper) if not one.carries)
    if name and not keepers:
        yield from (one for one in graph.states[: state.number] if not one.carries)


def _commands(graph: Graph, state: State) -> Iterator[Tree]:
    if program(state.tree) == "wait" and graph.background:
        for part in graph.background:
            yield from part.commands()
    elif not state.parts:
        yield state.tree
    else:
        pipe = state.tree if state.tree.kind is Kind.PIPE else state.tree.parts[0]
        counted = pipe.parts if state.settings.pipefail else pipe.parts[-1:]
        for part in counted:
            yield from candidates(part, state.settings, graph.functions)


def _can_end(graph: Graph, state: State) -> bool:
    """Tell whether it may be the last that counts; where `set` may not have run, either way."""
    settings = {state.settings}
    if graph.sets_sometimes:
        settings |= {replace(state.settings, errexit=on) for on in (True, False)}
    ends = (state.ok, state.fail)
    return any(_reaches_failure(end, Modes(one)) for end in ends for one in settings)


def _reaches_failure(junction: Junction, modes: Modes) -> bool:
    """Tell whether a failure is what comes next, but for commands that only pass it on."""
    seen: set[int] = set()
    left = [junction]
    while left:
        for way in left.pop().onward(modes):
            if way is End.FAILED:
                return True
            if isinstance(way, State) and way.carries and way.number not in seen:
                seen.add(way.number)
                left += [way.ok, way.fail]
    return False


def _leaves(state: State, left: tuple[State, ...]) -> bool:
    """Tell whether a failure leads out of the left side of an `||`."""
    last = max(one.number for one in left)
    onward = state.fail.onward(Modes(state.settings))
    return any(not isinstance(way, State) or way.number > last for way in onward)
