"""What a shell may run after what: its commands, and where each leads when it passes or fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from bisectbuild.blame.settings import Modes, Scope
from bisectbuild.script.parts import Tree


class End(Enum):
    """How the whole text ends."""

    PASSED = 0
    FAILED = 1


@dataclass(slots=True, eq=False)
class Junction:
    """A place between commands: all the ways on from there, filled in as they become known.

    Under `set -e` in the subshell `scope`, where there is an `abort`, that is the only way on.
    """

    ways: list[Junction | State | End] = field(default_factory=list)
    abort: Junction | None = None
    scope: Scope = ()

    def onward(self, modes: Modes) -> Iterator[State | End]:
        """Give the commands and ends that come next."""
        seen: set[int] = set()
        left: list[Junction | State | End] = [self]
        while left:
            way = left.pop()
            if id(way) in seen:
                continue
            seen.add(id(way))
            if not isinstance(way, Junction):
                yield way
            elif way.abort and modes.at(way.scope).errexit:
                left.append(way.abort)
            else:
                left.extend(reversed(way.ways))


@dataclass(slots=True, eq=False)
class State:
    """A command at one place of the text, or a pipe, whose parts run at the same time.

    `passes` and `fails` say how unlikely that is in itself (0: it may well). `quiet` tells that
    the errors around it, and so a trace, go elsewhere. `carries` tells that its failure is that of
    a command before it: a handler, `exit $?`, an assignment of what a substitution gave.
    `gives_up` tells that it fails by intent (`exit 1`); `rescues` are then the commands left of
    the `||` that it stands behind, and those within the substitutions of an assignment.
    `script` tells that it runs a text of its own in this shell. `parts` are all commands of a
    pipe. `modes` are what holds there as far as the text alone tells, `sets` the words of a
    `set`, `scope` the subshells that it stands in.
    """

    tree: Tree
    number: int
    ok: Junction
    fail: Junction
    passes: float = 0.0
    fails: float = 0.0
    quiet: bool = False
    carries: bool = False
    gives_up: bool = False
    script: bool = False
    modes: Modes = field(default_factory=Modes)
    sets: tuple[str, ...] = ()
    scope: Scope = ()
    rescues: tuple[State, ...] = ()
    parts: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """All the commands of a text in its order, and where it begins.

    `sets_sometimes` tells that a `set` stands where it may not run.
    """

    entry: Junction
    states: tuple[State, ...]
    background: tuple[Tree, ...] = ()
    functions: Mapping[str, Tree] = field(default_factory=dict)
    sets_sometimes: bool = False

    def before(self, state: State) -> tuple[State, ...]:
        """Give the commands that one may come right behind."""
        modes = state.modes
        return tuple(
            one
            for one in self.states
            if any(way is state for end in (one.ok, one.fail) for way in end.onward(modes))
        )
