"""Builds the graph of a shell text: the rules of which command runs next, and which one counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from bisectbuild.blame.builtins import NEVER, handler_of, leave_with
from bisectbuild.blame.graph import End, Graph, Junction, State
from bisectbuild.blame.settings import Modes, Scope, Settings
from bisectbuild.blame.ways import Ways
from bisectbuild.blame.words import is_assignment, literals, plain, program, unlikely_to_fail
from bisectbuild.script.parts import Kind, Tree

# How deep functions are followed, and up to how many commands in all.
_DEEPEST, _MOST = 4, 2000
_UNDEFINED: Final = 12.0
_CONDITIONAL: Final = frozenset({Kind.IF, Kind.FOR, Kind.WHILE, Kind.CASE})
_AT_END: Final = frozenset({"EXIT", "0"})
_IN_SHELL: Final = frozenset({"eval", ".", "source"})


def build(
    root: Tree, settings: Settings, functions: Mapping[str, Tree] = MappingProxyType({})
) -> Graph:
    """Build the graph of a text that runs under these settings, some functions known before."""
    return _Builder(settings, functions).graph(root)


class _Builder:
    """Goes once through the text; settings and functions hold from where they stand."""

    def __init__(self, settings: Settings, functions: Mapping[str, Tree]) -> None:
        self._modes = Modes(settings)
        self._states: list[State] = []
        self._functions = dict(functions)
        self._background: list[Tree] = []
        self._rescues: tuple[State, ...] = ()
        self._handlers: list[Tree] = []
        self._scope: Scope = ()
        self._subshells = 0
        self._within, self._sometimes = 0, False

    def graph(self, root: Tree) -> Graph:
        """Build it all: the handlers of traps run last."""
        entry, passed, failed = Junction(), Junction([End.PASSED]), Junction([End.FAILED])
        self._part(root, entry, Ways(ok=passed, fail=failed, leave=(passed, failed)))
        for handler in self._handlers:
            begin, end = Junction(), Junction([End.FAILED])
            ways = Ways(ok=end, fail=end, leave=(end, end), ignored=True, carries=True)
            self._part(handler, begin, ways)
            failed.ways.append(begin)
        return Graph(
            entry=entry,
            states=tuple(self._states),
            background=tuple(self._background),
            functions=self._functions,
            sets_sometimes=self._sometimes,
        )

    def _part(self, part: Tree, entry: Junction, ways: Ways) -> None:
        """Link one part of the text between its entry and the ways on."""
        hidden = part.quiet and part.kind is not Kind.COMMAND
        ways = replace(ways, quiet=ways.quiet or hidden)
        first = len(self._states)
        entry = self._substitutions(part, entry, ways)
        within = part.kind in _CONDITIONAL
        self._within += within
        if part.kind is Kind.COMMAND:
            self._command(part, entry, ways, tuple(self._states[first:]))
        else:
            _LINKS[part.kind](self, part, entry, ways)
        self._within -= within

    def aside(self, part: Tree, entry: Junction, ways: Ways) -> None:
        """Note what does not run here: a function, a command in the background."""
        if part.kind is Kind.FUNCTION:
            self._functions[part.name] = part.parts[0]
        elif part.kind is Kind.BACKGROUND:
            self._background.append(part.parts[0])
        entry.ways.append(ways.ok)

    def _failed(self, ways: Ways) -> Junction:
        """Give where a command leads that fails: `set -e` leaves the shell."""
        if ways.ignored:
            return ways.fail
        abort = Junction([ways.leave[1], ways.fail]) if ways.substituted else ways.leave[1]
        return Junction([ways.fail], abort=abort, scope=self._scope)

    def _substitutions(self, part: Tree, entry: Junction, ways: Ways) -> Junction:
        inner = part.parts if part.kind is Kind.COMMAND else part.before
        for substitution in inner:
            after = Junction()
            own = Ways(ok=after, fail=after, leave=(after, after), substituted=True)
            self._part(substitution, entry, replace(own, quiet=ways.quiet, depth=ways.depth))
            entry = after
        return entry

    def list_(self, part: Tree, entry: Junction, ways: Ways) -> None:
        """Link commands that run one after another, whatever becomes of each."""
        for one in part.parts[:-1]:
            after = Junction()
            self._part(one, entry, replace(ways, ok=after, fail=after))
            entry = after
        if part.parts:
            self._part(part.parts[-1], entry, ways)
        else:
            entry.ways.append(ways.ok)

    def chain(self, part: Tree, entry: Junction, ways: Ways) -> None:
        """Link what `&&` and `||` join; `set -e` looks at the last part alone."""
        links = [(Junction(), "", ways)]
        for sign in reversed(part.signs):
            between, _, behind = links[-1]
            links[-1] = (between, sign, behind)
            ok, fail = (between, behind.fail) if sign == "&&" else (behind.ok, between)
            before = replace(behind, ok=ok, fail=fail, ignored=True)
            links.append((Junction(), "", before))
        first, rescues = len(self._states), self._rescues
        for one, (between, sign, own) in zip(part.parts, reversed(links), strict=True):
            if sign == "||":
                self._rescues = tuple(self._states[first:])
            self._within += bool(sign)
            self._part(one, between if sign else entry, own)
            self._within -= bool(sign)
            self._rescues = rescues

    def turned(self, part: Tree, entry: Junction, ways: Ways) -> None:
        """Link what `!` stands before."""
        own = replace(ways, ok=ways.fail, fail=ways.ok, ignored=True)
        self._part(part.parts[0], entry, own)

    def case(self, part: Tree, entry: Junction, ways: Ways) -> None:
        """Link the arms of a case, of which none may fit."""
        for arm in part.parts:
            begin = Junction()
            entry.ways.append(begin)
            self._part(arm, begin, ways)
        entry.ways.append(ways.ok)

    def pipe(self, part: Tree, entry: Junction, ways: Ways) -> None:
        """Link a pipe as one: its parts run at the same time."""
        state = self._state(part, ways, fails=0.0)
        state.parts = tuple(self._all_commands(part, ways.depth))
        entry.ways.append(state)

    def _all_commands(self, part: Tree, depth: int) -> list[Tree]:
        """Give the commands of a part, those of functions that it calls too."""
        found = list(part.commands())
        for command in tuple(found) if depth < _DEEPEST else ():
            body = self._functions.get(program(command))
            if body and len(found) < _MOST:
                found += self._all_commands(body, depth + 1)
        return found

    def subshell(self, part: Tree, entry: Junction, ways: Ways) -> None:
        """Link a subshell: what leaves it goes on behind it."""
        modes, scope, failed = self._modes, self._scope, self._failed(ways)
        inside = replace(ways, fail=failed, leave=(ways.ok, failed), back=None, loop=None)
        self._subshells += 1
        self._scope = (*scope, self._subshells)
        self._part(part.parts[0], entry, inside)
        self._modes, self._scope = modes, scope

    def condition(self, part: Tree, entry: Junction, ways: Ways) -> None:
        """Link an if: its test counts for nothing else."""
        parts = part.parts
        then, other = Junction(), Junction()
        self._part(parts[0], entry, replace(ways, ok=then, fail=other, ignored=True))
        self._part(parts[1], then, ways)
        if len(parts) > 2:  # noqa: PLR2004 - the third part is what runs else
            self._part(parts[2], other, ways)
        else:
            other.ways.append(ways.ok)

    def for_loop(self, part: Tree, entry: Junction, ways: Ways) -> None:
        """Link a loop over words; its status is that of its last run."""
        body = part.parts[0]
        top = Junction()
        passed, failed = Junction([top, ways.ok]), Junction([top, ways.fail])
        entry.ways += [top, ways.ok]
        self._part(body, top, replace(ways, ok=passed, fail=failed, loop=(ways.ok, passed)))

    def while_loop(self, part: Tree, entry: Junction, ways: Ways) -> None:
        """Link a loop; its status is that of its body's last run, so the test then stands aside."""
        test, body = part.parts
        top, again, inside = Junction(), Junction(), Junction()
        entry.ways.append(top)
        for begin, after, carries in ((top, ways.ok, ways.carries), (again, ways.fail, True)):
            ok, fail = (after, inside) if part.name == "until" else (inside, after)
            own = replace(ways, ok=ok, fail=fail, ignored=True, carries=carries)
            self._part(test, begin, own)
        self._part(body, inside, replace(ways, ok=top, fail=again, loop=(ways.ok, top)))

    def _state(self, part: Tree, ways: Ways, *, fails: float) -> State:
        state = State(
            tree=part,
            number=len(self._states),
            ok=ways.ok,
            fail=self._failed(ways),
            fails=fails,
            quiet=ways.quiet,
            modes=self._modes,
            scope=self._scope,
            carries=ways.carries,
            rescues=self._rescues,
        )
        self._states.append(state)
        return state

    def _command(self, part: Tree, entry: Junction, ways: Ways, within: tuple[State, ...]) -> None:
        state = self._state(part, ways, fails=unlikely_to_fail(part))
        entry.ways.append(state)
        name, words = program(part), literals(part)[1:]
        followed = ways.depth < _DEEPEST and len(self._states) < _MOST
        if name in self._functions and followed:
            self._call(state, self._functions[name], ways)
        elif is_assignment(part):
            state.carries, state.rescues = bool(within) or state.carries, within
        else:
            self._builtin(state, name, words, ways)

    def _call(self, state: State, body: Tree, ways: Ways) -> None:
        inside = Junction()
        failed = self._failed(ways)
        state.ok, state.fails = inside, _UNDEFINED
        own = replace(ways, fail=failed, back=(ways.ok, failed), depth=ways.depth + 1)
        self._part(body, inside, own)

    def _builtin(self, state: State, name: str, words: tuple[str | None, ...], ways: Ways) -> None:
        match name:
            case "exit":
                leave_with(state, words, ways.leave)
            case "return":
                leave_with(state, words, ways.back or ways.leave)
            case "break" | "continue" if ways.loop:
                state.ok = ways.loop[name == "continue"]
                state.fails = NEVER
            case "false":
                state.gives_up, state.passes = True, NEVER
            case "set":
                self._set(state, plain(state.tree)[1:])
            case "trap":
                self._trap(state, words)
            case _:
                state.script = name in _IN_SHELL
        if plain(state.tree)[:1] == ("exec",) and words:
            state.ok, state.fail = ways.leave

    def _set(self, state: State, words: tuple[str, ...]) -> None:
        state.sets = words
        self._sometimes = self._sometimes or self._within > 0
        self._modes = self._modes.after(self._scope, words)

    def _trap(self, state: State, words: tuple[str | None, ...]) -> None:
        """Note a handler, where it can be read; one of ERR that leaves is `set -e` in effect."""
        handler = handler_of(state.tree) if len(words) > 1 and words[0] else None
        if handler is None:
            return
        leaves = any(program(command) == "exit" for command in handler.commands())
        if _AT_END & set(words[1:]) or ("ERR" in words[1:] and leaves):
            self._handlers.append(handler)
            if "ERR" in words[1:]:
                self._set(state, ("-e",))


_LINKS: Final[Mapping[Kind, Callable[[_Builder, Tree, Junction, Ways], None]]] = {
    Kind.LIST: _Builder.list_,
    Kind.CHAIN: _Builder.chain,
    Kind.NOT: _Builder.turned,
    Kind.PIPE: _Builder.pipe,
    Kind.SUBSHELL: _Builder.subshell,
    Kind.IF: _Builder.condition,
    Kind.FOR: _Builder.for_loop,
    Kind.WHILE: _Builder.while_loop,
    Kind.CASE: _Builder.case,
    Kind.FUNCTION: _Builder.aside,
    Kind.BACKGROUND: _Builder.aside,
    Kind.REDIRECT: _Builder.aside,
}
