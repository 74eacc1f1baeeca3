"""Weighs which of several commands failed, by what the step printed and its exit code."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bisectbuild.blame.codes import NOT_EXECUTABLE, NOT_FOUND, fit
from bisectbuild.blame.hear import SIGN, SURE, TOLD, Hearing
from bisectbuild.blame.words import installs_itself, is_tidying, program, unlikely_to_fail
from bisectbuild.script.parts import Kind, Tree

_ERRORS_AWAY: Final = re.compile(rb"2>|&>|>&[^12]")
_SAYS_NOTHING: Final = re.compile(rb"\s-\w*[sq]|--silent|--quiet")
# What hardly ever fails without a word of it.
_SAFE: Final = re.compile(rb"cd\s+(?:/|/tmp|/root|\.\.|~|-)?\s*\Z|(?:source|\.)\s")
# Programs that say their own name, or something of the table, whenever they fail.
_SPEAK: Final = frozenset(
    [
        "cp",
        "mv",
        "rm",
        "mkdir",
        "rmdir",
        "ln",
        "chmod",
        "chown",
        "chgrp",
        "cat",
        "ls",
        "touch",
        "sed",
        "install",
        "tar",
        "useradd",
        "groupadd",
        "usermod",
        "find",
        "head",
        "tail",
        "sort",
        "apt-get",
        "apt",
        "apk",
        "git",
        "make",
        "npm",
        "pip",
        "pip3",
        "unzip",
        "gzip",
        "gunzip",
        "dpkg",
        "cd",
        "gpg",
        "cmake",
        "cargo",
        "mvn",
        "composer",
        "bundle",
        "yarn",
        "go",
    ]
)
_QUIET: Final = frozenset(
    [
        "test",
        "[",
        "[[",
        "grep",
        "egrep",
        "diff",
        "cmp",
        "which",
        "command",
        "type",
        "false",
        "expr",
        "exit",
    ]
)
_MUTE, _PASSED, _WORKED, _NOT_NAMED, _SILENT, _SURELY = -4.0, -3.0, 1.0, -3.0, 1.5, -3.0
_UNLIKELY: Final = 0.8
_UPKEEP: Final = -2.0
_DIRECT: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A command with its share of the likelihood, and whether the log speaks of it itself.

    `rivalled` tells that the log may well speak of another one.
    """

    tree: Tree
    share: float
    direct: bool
    rivalled: bool = False


@dataclass(frozen=True, kw_only=True)
class Scales:
    """Weighs the commands of one text against one log."""

    hearing: Hearing
    exit_code: int | None

    def weigh(self, trees: Sequence[Tree]) -> list[Weighed]:
        """Give the commands, the likeliest first."""
        spoken = [self.hearing.spoken(tree) for tree in trees]
        scores = [self._score(tree, said) for tree, said in zip(trees, spoken, strict=True)]
        top = max(scores)
        shares = [math.exp(score - top) for score in scores]
        whole = sum(shares)
        rivals = sum(said >= _DIRECT for said in spoken) > 1
        found = [
            Weighed(
                tree=tree,
                share=share / whole,
                direct=said >= _DIRECT,
                rivalled=rivals and said < SURE,
            )
            for tree, share, said in zip(trees, shares, spoken, strict=True)
        ]
        return sorted(found, key=lambda one: -one.share)

    def _score(self, tree: Tree, spoken: float) -> float:
        name = program(tree)
        score = spoken + fit(name, self.exit_code)
        if not spoken:
            score -= _UNLIKELY * unlikely_to_fail(tree)
            score += _MUTE if name in _SPEAK and not self._is_mute(tree) else 0.0
            score += _SURELY if _SAFE.match(self._text(tree)) else 0.0
        if name in _QUIET and not self.hearing.lines:
            score += _SILENT
        if self.exit_code in {NOT_FOUND, NOT_EXECUTABLE} and spoken < TOLD:
            score += _NOT_NAMED
        if tree in self.hearing.refused[1:]:
            score += _PASSED  # The first that the shell refused is the one that ended it.
        if spoken <= SIGN and (is_tidying(tree) or installs_itself(tree)):
            score += _UPKEEP  # No word of it stands in an error.
        if tree.start < self.hearing.reached or tree.start in self.hearing.done:
            return score + _PASSED
        return score + (_WORKED if tree.start == self.hearing.reached else 0.0)

    def _is_mute(self, tree: Tree) -> bool:
        """Tell whether a command's errors cannot be in the log."""
        text = self._text(tree)
        silent = program(tree) in {"curl", "wget"} and _SAYS_NOTHING.search(text)
        return bool(_ERRORS_AWAY.search(text) or silent) or tree.start in self._quiet

    @cached_property
    def _quiet(self) -> frozenset[int]:
        return frozenset(_quiet(self.hearing.root, away=False))

    def _text(self, tree: Tree) -> bytes:
        return self.hearing.source.text[tree.start : tree.end]


def _quiet(part: Tree, *, away: bool) -> Iterator[int]:
    """Give where the commands stand whose errors a part around them sends elsewhere."""
    away = away or part.quiet
    for inner in (*part.before, *part.parts):
        yield from _quiet(inner, away=away)
    if part.kind is Kind.COMMAND and away:
        yield part.start
