"""Builds the graph of a shell text: the rules of which command runs next, and which one counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from bisectbuild.blame.graph import End, Graph, Junction, State
from bisectbuild.blame.settings import Settings
from bisectbuild.blame.words import is_assignment, literals, plain, program, unlikely_to_fail
from bisectbuild.script.parts import Kind, Tree
from bisectbuild.script.tree import tree

_DEEPEST: Final = 4
_NEVER: Final = 20.0
_UNSEEN: Final = 4.0
_AT_END: Final = frozenset({"EXIT", "0"})
_IN_SHELL: Final = frozenset({"eval", ".", "source"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ways:
    """Where things lead from a part: after it, out of its shell, out of its function or loop.

    Each pair is for success and for failure. `ignored` tells that `set -e` does not look here,
    `carries` that a failure is that of a command before.
    """

    ok: Junction
    fail: Junction
    leave: tuple[Junction, Junction]
    back: tuple[Junction, Junction] | None = None
    loop: tuple[Junction, Junction] | None = None
    ignored: bool = False
    quiet: bool = False
    carries: bool = False
    depth: int = 0


def build(
    root: Tree, settings: Settings, functions: Mapping[str, Tree] = MappingProxyType({})
) -> Graph:
    """Build the graph of a text that runs under these settings, some functions known before."""
    return _Builder(settings, functions).graph(root)


class _Builder:
    """Goes once through the text; settings and functions hold from where they stand."""

    def __init__(self, settings: Settings, functions: Mapping[str, Tree]) -> None:
        self._settings = settings
        self._states: list[State] = []
        self._functions = dict(functions)
        self._background: list[Tree] = []
        self._rescues: tuple[State, ...] = ()
        self._handlers: list[Tree] = []

    def graph(self, root: Tree) -> Graph:
        """Build it all: the handlers of traps run last."""
        entry, passed, failed = Junction(), Junction([End.PASSED]), Junction([End.FAILED])
        self._part(root, entry, _Ways(ok=passed, fail=failed, leave=(passed, failed)))
        for handler in self._handlers:
            begin, end = Junction(), Junction([End.FAILED])
            ways = _Ways(ok=end, fail=end, leave=(end, end), ignored=True, carries=True)
            self._part(handler, begin, ways)
            failed.ways.append(begin)
        return Graph(
            entry=entry,
            states=tuple(self._states),
            background=tuple(self._background),
            functions=self._functions,
        )

    def _part(self, part: Tree, entry: Junction, ways: _Ways) -> None:
        """Link one part of the text between its entry and the ways on."""
        hidden = part.quiet and part.kind is not Kind.COMMAND
        ways = replace(ways, quiet=ways.quiet or hidden)
        first = len(self._states)
        entry = self._substitutions(part, entry, ways)
        match part.kind:
            case Kind.COMMAND:
                self._command(part, entry, ways, tuple(self._states[first:]))
            case Kind.LIST:
                self._list(part.parts, entry, ways)
            case Kind.AND | Kind.OR:
                self._and_or(part, entry, ways)
            case Kind.NOT:
                turned = replace(ways, ok=ways.fail, fail=ways.ok, ignored=True)
                self._part(part.parts[0], entry, turned)
            case Kind.PIPE:
                self._pipe(part, entry, ways)
            case Kind.SUBSHELL:
                self._subshell(part.parts[0], entry, ways)
            case Kind.IF:
                self._if(part.parts, entry, ways)
            case Kind.FOR:
                self._for(part.parts[0], entry, ways)
            case Kind.WHILE:
                self._while(part, entry, ways)
            case Kind.CASE:
                for arm in part.parts:
                    begin = Junction()
                    entry.ways.append(begin)
                    self._part(arm, begin, ways)
                entry.ways.append(ways.ok)
            case _:
                self._aside(part)
                entry.ways.append(ways.ok)

    def _aside(self, part: Tree) -> None:
        """Note what does not run here: a function, a command in the background."""
        if part.kind is Kind.FUNCTION:
            self._functions[part.name] = part.parts[0]
        elif part.kind is Kind.BACKGROUND:
            self._background.append(part.parts[0])

    def _failed(self, ways: _Ways) -> Junction:
        """Give where a command leads that fails: `set -e` leaves the shell."""
        return ways.leave[1] if self._settings.errexit and not ways.ignored else ways.fail

    def _substitutions(self, part: Tree, entry: Junction, ways: _Ways) -> Junction:
        inner = part.parts if part.kind is Kind.COMMAND else part.before
        for substitution in inner:
            after = Junction()
            own = _Ways(ok=after, fail=after, leave=(after, after), quiet=ways.quiet)
            self._part(substitution, entry, replace(own, depth=ways.depth))
            entry = after
        return entry

    def _list(self, parts: tuple[Tree, ...], entry: Junction, ways: _Ways) -> None:
        for part in parts[:-1]:
            after = Junction()
            self._part(part, entry, replace(ways, ok=after, fail=after))
            entry = after
        if parts:
            self._part(parts[-1], entry, ways)
        else:
            entry.ways.append(ways.ok)

    def _and_or(self, part: Tree, entry: Junction, ways: _Ways) -> None:
        left, right = part.parts
        between, first, before = Junction(), len(self._states), self._rescues
        if part.kind is Kind.AND:
            self._part(left, entry, replace(ways, ok=between, ignored=True))
        else:
            self._part(left, entry, replace(ways, fail=between, ignored=True))
            self._rescues = tuple(self._states[first:])
        self._part(right, between, ways)
        self._rescues = before

    def _pipe(self, part: Tree, entry: Junction, ways: _Ways) -> None:
        state = self._state(part, ways, fails=0.0)
        state.parts = tuple(self._all_commands(part, ways.depth))
        state.settings = self._settings
        entry.ways.append(state)

    def _all_commands(self, part: Tree, depth: int) -> list[Tree]:
        """Give the commands of a part, those of functions that it calls too."""
        found = list(part.commands())
        for command in tuple(found) if depth < _DEEPEST else ():
            body = self._functions.get(program(command))
            found += self._all_commands(body, depth + 1) if body else []
        return found

    def _subshell(self, part: Tree, entry: Junction, ways: _Ways) -> None:
        before, failed = self._settings, self._failed(ways)
        inside = replace(ways, fail=failed, leave=(ways.ok, failed), back=None, loop=None)
        self._part(part, entry, inside)
        self._settings = before

    def _if(self, parts: tuple[Tree, ...], entry: Junction, ways: _Ways) -> None:
        then, other = Junction(), Junction()
        self._part(parts[0], entry, replace(ways, ok=then, fail=other, ignored=True))
        self._part(parts[1], then, ways)
        if len(parts) > 2:  # noqa: PLR2004 - the third part is what runs else
            self._part(parts[2], other, ways)
        else:
            other.ways.append(ways.ok)

    def _for(self, body: Tree, entry: Junction, ways: _Ways) -> None:
        top = Junction()
        passed, failed = Junction([top, ways.ok]), Junction([top, ways.fail])
        entry.ways += [top, ways.ok]
        self._part(body, top, replace(ways, ok=passed, fail=failed, loop=(ways.ok, passed)))

    def _while(self, part: Tree, entry: Junction, ways: _Ways) -> None:
        """Link a loop; its status is that of its body's last run, so the test then stands aside."""
        test, body = part.parts
        top, again, inside = Junction(), Junction(), Junction()
        entry.ways.append(top)
        for begin, after, carries in ((top, ways.ok, ways.carries), (again, ways.fail, True)):
            ok, fail = (after, inside) if part.name == "until" else (inside, after)
            own = replace(ways, ok=ok, fail=fail, ignored=True, carries=carries)
            self._part(test, begin, own)
        self._part(body, inside, replace(ways, ok=top, fail=again, loop=(ways.ok, top)))

    def _state(self, part: Tree, ways: _Ways, *, fails: float) -> State:
        hidden = ways.quiet or not self._settings.trace
        state = State(
            tree=part,
            number=len(self._states),
            ok=ways.ok,
            fail=self._failed(ways),
            fails=fails,
            unseen=0.0 if hidden else _UNSEEN,
            carries=ways.carries,
            rescues=self._rescues,
        )
        self._states.append(state)
        return state

    def _command(self, part: Tree, entry: Junction, ways: _Ways, within: tuple[State, ...]) -> None:
        state = self._state(part, ways, fails=unlikely_to_fail(part))
        entry.ways.append(state)
        name, words = program(part), literals(part)[1:]
        if name in self._functions and ways.depth < _DEEPEST:
            self._call(state, self._functions[name], ways)
        elif is_assignment(part):
            state.carries, state.rescues = bool(within) or state.carries, within
        else:
            self._builtin(state, name, words, ways)

    def _call(self, state: State, body: Tree, ways: _Ways) -> None:
        inside = Junction()
        failed = self._failed(ways)
        state.ok, state.fails = inside, _NEVER
        own = replace(ways, fail=failed, back=(ways.ok, failed), depth=ways.depth + 1)
        self._part(body, inside, own)

    def _builtin(self, state: State, name: str, words: tuple[str | None, ...], ways: _Ways) -> None:
        match name:
            case "exit":
                self._exit(state, words, ways.leave)
            case "return":
                self._exit(state, words, ways.back or ways.leave)
            case "break" | "continue" if ways.loop:
                state.ok = ways.loop[name == "continue"]
                state.fails = _NEVER
            case "false":
                state.gives_up, state.passes = True, _NEVER
            case "set":
                self._settings = self._settings.after(plain(state.tree)[1:])
            case "trap":
                self._trap(words)
            case name if name in _IN_SHELL:
                state.script = True
        if plain(state.tree)[:1] == ("exec",) and words:
            state.ok, state.fail = ways.leave

    def _exit(
        self, state: State, words: tuple[str | None, ...], leave: tuple[Junction, Junction]
    ) -> None:
        """Link what leaves with a status: its own, or that of a command before it."""
        state.ok, state.fail = leave
        if words and words[0] is not None:
            state.gives_up = words[0].strip("0") != ""
            state.passes, state.fails = (_NEVER, 0.0) if state.gives_up else (0.0, _NEVER)
        else:
            state.carries, state.rescues = True, ()

    def _trap(self, words: tuple[str | None, ...]) -> None:
        """Note a handler, where it can be read; one of ERR that leaves is `set -e` in effect."""
        if len(words) < 2 or not words[0]:  # noqa: PLR2004 - a handler and what it handles
            return
        handler = tree(words[0].encode(errors="surrogateescape"))
        if handler is None:
            return
        leaves = any(program(command) == "exit" for command in handler.commands())
        if _AT_END & set(words[1:]) or ("ERR" in words[1:] and leaves):
            self._handlers.append(handler)
            self._settings = replace(
                self._settings, errexit=self._settings.errexit or "ERR" in words[1:]
            )
