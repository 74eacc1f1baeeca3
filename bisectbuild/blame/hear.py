"""What a log says of the commands of a text: which one an error is of, which ones have begun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bisectbuild.blame.signs import ENDS, Sign, compiled, signs_of
from bisectbuild.blame.source import Source
from bisectbuild.blame.words import literals, program
from bisectbuild.script.parts import Kind, Tree
from bisectbuild.trace.digest import Log

_MOST_LINES: Final = 80
_LAST: Final = 6
_SHORTEST: Final = 3
# `sh: 1: x: not found` and the like: what the shell says of a program or of a word of its own.
_SHELL_SAYS: Final = re.compile(
    r"(?:\S*/)?(?:ba|da|a|z|k|mk)?sh: (?:line )?(?:\d+: )?(?P<name>[^:]+): (?P<what>.*)"
)
_NOT_STARTED: Final = re.compile(
    r"^standard_init_linux\.go:\d+: |^exec /\S*sh: (?:exec format|no such file)"
    r"|OCI runtime \w+ failed"
)
_CANNOT: Final = re.compile(r"(?:can't|cannot) (?:create|open) (?P<path>[^:]+)")
_UNSET: Final = re.compile(r"parameter not set|unbound variable|parameter null")
_OWN_NAME: Final = re.compile(r"(?:\S*/)?(?P<name>[\w.+\[-]+): ")
_OBJECT: Final = re.compile(r"[‘'](\S+?)['’]|((?<!\S)/[^\s:]+)")  # noqa: RUF001 - as tools quote
# From SURE on, no other command can have printed it.
SIGN, SURE, TOLD = 4.0, 6.0, 9.0
_NAME, _WORD, _REDIRECTED, _EARLIER = 4.5, 1.2, 7.0, 0.6


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """One text and one log. What is said of a command is weighed in log odds."""

    source: Source
    root: Tree
    log: Log

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The last lines that say anything, the last first."""
        told = [line for line in reversed(self.log.lines) if line.strip()]
        return tuple(told[:_MOST_LINES])

    @cached_property
    def never_began(self) -> bool:
        """Whether the step's own process could not be started, so that no command of it ran."""
        return any(_NOT_STARTED.search(line) for line in self.lines[:_LAST])

    @cached_property
    def commands(self) -> tuple[Tree, ...]:
        """All commands in the order of the text."""
        return tuple(sorted(self.root.commands(), key=lambda tree: tree.start))

    @cached_property
    def refused(self) -> tuple[Tree, ...]:
        """The commands that the shell itself says it could not begin: no trace shows them."""
        return tuple(
            tree
            for tree in self.commands
            if any(self._is_refused(tree, one) for one in self._shell_said)
        )

    @cached_property
    def unset(self) -> tuple[Tree, ...]:
        """Those of them that the shell refused for a variable without a value."""
        said = [one for one in self._shell_said if _UNSET.search(one["what"])]
        return tuple(
            tree for tree in self.refused if any(self._is_refused(tree, one) for one in said)
        )

    @cached_property
    def missing(self) -> tuple[Tree, ...]:
        """The commands whose program the shell says it did not find."""
        names = {said["name"].rpartition("/")[2] for said in self._shell_said}
        return tuple(tree for tree in self.commands if program(tree) in names)

    @cached_property
    def _shell_said(self) -> list[re.Match[str]]:
        return [found for line in self.lines[:_LAST] if (found := _SHELL_SAYS.match(line))]

    def spoken(self, tree: Tree) -> float:
        """Say how much the log speaks of the failure of a command."""
        best = 0.0
        for place, line in enumerate(self.lines):
            found = self._said(tree, line)
            if found:
                late = 1.0 if place < _LAST else _EARLIER
                best = max(best, found * late + self._named(tree, line))
        return best

    @cached_property
    def reached(self) -> int:
        """Where in the text the command stands that is last known to have begun; -1 for none."""
        found = -1
        for line in self.lines:
            shown = [tree for tree in self.commands if self._shows(tree, line)]
            # Of several of one program the first may well be the only one that ran.
            named = [tree for tree in shown if self._named(tree, line)]
            found = max(found, *(tree.start for tree in (named or shown)[:1]), -1)
        return found

    @cached_property
    def done(self) -> frozenset[int]:
        """Where the commands stand that have printed their end: as many, from the first, as ends.

        The last of a program is never taken for done: another one may have called it.
        """
        found: set[int] = set()
        for sign in ENDS:
            trees = [tree for tree in self.commands if self._has(sign, tree)]
            if not self._again.isdisjoint(tree.start for tree in trees):
                continue
            ends = sum(bool(compiled(sign.pattern).match(line)) for line in self.log.lines)
            found |= {tree.start for tree in trees[: min(ends, len(trees) - 1)]}
        return frozenset(found)

    @cached_property
    def _again(self) -> frozenset[int]:
        return frozenset(_again(self.root, within=False))

    def _has(self, sign: Sign, tree: Tree) -> bool:
        return program(tree) in sign.programs and self._fits(sign, tree)

    def _said(self, tree: Tree, line: str) -> float:
        name = program(tree)
        shell = _SHELL_SAYS.match(line)
        if shell:
            if self._is_refused(tree, shell):
                return _REDIRECTED
            return TOLD if shell["name"].rpartition("/")[2] == name else 0.0
        for sign in signs_of(name):
            if sign.fails and compiled(sign.pattern).match(line):
                return SIGN + 2 * bool(sign.words) if self._fits(sign, tree) else 0.0
        own = _OWN_NAME.match(line)
        if own is None or own["name"] != name or not self._about(tree, line[own.end() :]):
            return 0.0
        return _NAME

    def _is_refused(self, tree: Tree, said: re.Match[str]) -> bool:
        """Tell whether a word of the shell is of a redirection or a variable of this command."""
        if _UNSET.search(said["what"]):
            name = re.escape(said["name"].encode(errors="replace"))
            spans = tree.holes
            pattern = re.compile(rb"\$\{?%s\b" % name)
            return any(pattern.match(self.source.text[start:end]) for start, end in spans)
        cannot = _CANNOT.match(said["name"])
        path = (cannot["path"] if cannot else said["name"]).encode(errors="replace")
        return any(path in self.source.text[start:end] for start, end in tree.redirects)

    def _about(self, tree: Tree, message: str) -> bool:
        """Tell whether a message can be of this command: it names no file of another's."""
        named = ["".join(found) for found in _OBJECT.findall(message)]
        text = self._text(tree)
        return not named or bool(tree.holes) or "*" in text or any(name in text for name in named)

    def _named(self, tree: Tree, line: str) -> float:
        """Weigh words of a command that stand in a line, each on its own."""
        words = {word for word in literals(tree)[1:] if word and len(word) > _SHORTEST}
        return _WORD * min(2, sum(_stands_in(word, line) for word in words))

    def _shows(self, tree: Tree, line: str) -> bool:
        """Tell whether a line shows that a command has begun."""
        name = program(tree)
        if name in {"echo", "printf"}:
            return line in self._echoed(tree)
        return any(
            compiled(sign.pattern).match(line) and self._fits(sign, tree) for sign in signs_of(name)
        )

    def _echoed(self, tree: Tree) -> Iterator[str]:
        said = literals(tree)[1:]
        words = [word for word in said if word and not word.startswith("-")]
        if words and None not in said and len(words[-1]) > _SHORTEST:
            yield " ".join(words)

    def _fits(self, sign: Sign, tree: Tree) -> bool:
        return not sign.words or bool(compiled(sign.words).search(self._text(tree)))

    def _text(self, tree: Tree) -> str:
        return self.source.text[tree.start : tree.end].decode("utf-8", "replace")


def _again(part: Tree, *, within: bool) -> Iterator[int]:
    """Give where the commands stand that may run more than once."""
    within = within or part.kind in {Kind.FOR, Kind.WHILE, Kind.FUNCTION}
    for inner in (*part.before, *part.parts):
        yield from _again(inner, within=within)
    if part.kind is Kind.COMMAND and within:
        yield part.start


def _stands_in(word: str, line: str) -> bool:
    """Tell whether a word stands in a line and is no part of a longer one."""
    at = line.find(word)
    if at < 0:
        return False
    around = line[max(at - 1, 0) : at] + line[at + len(word) : at + len(word) + 1]
    return not any(sign.isalnum() or sign in "-_" for sign in around)
