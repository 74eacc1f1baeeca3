"""Blames by what a step printed, its exit code and the rules of the shell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bisectbuild.blame.agree import agreed
from bisectbuild.blame.candidates import candidates
from bisectbuild.blame.named import DOUBTED, Named
from bisectbuild.blame.weigh import Scales, Weighed
from bisectbuild.blame.words import is_tidying, program, unlikely_to_fail
from bisectbuild.script.parts import Tree

# The most that is said where only the numbers speak for a command, and where the log does.
_BY_NUMBERS: Final = 0.7
# No one believes these by numbers alone.
_HARMLESS: Final = frozenset({"echo", "printf", "cd", "export", "set", "rm", "true", ":"})
_BY_LOG, _RIVALLED, _ON_BEHALF = 0.93, 0.8, 0.8
_ONLY, _ALONE = 0.97, 0.95
_HARDLY, _HALF = 5.0, 0.5


def choose(scales: Scales, trees: Sequence[Tree]) -> tuple[Tree, float]:
    """Choose among commands; gives a confidence too."""
    named = _named(scales.weigh(trees), coded=scales.exit_code is not None)
    return named.tree, named.confidence


def by_log(scales: Scales, cause: str = "") -> Named | None:
    """Find the command without a trace; `cause` is what a rule says of the failure, "" for none."""
    hearing = scales.hearing
    found = candidates(hearing.root, hearing.source.settings)
    if not found:
        return None
    trees = {candidate.tree.start: candidate.tree for candidate in found}
    # A variable without a value ends the shell, whatever stands around.
    trees |= {tree.start: tree for tree in hearing.unset}
    weighed = scales.weigh([trees[start] for start in sorted(trees)])
    coded = scales.exit_code is not None
    named = _named(weighed, coded=coded, alone=len(hearing.commands) == 1)
    named = agreed(named, weighed, hearing.source.text, cause)
    on_behalf = {candidate.tree.start for candidate in found if not candidate.itself}
    if named.tree.start not in on_behalf:
        return named
    return replace(named, confidence=min(named.confidence, _ON_BEHALF))


def _named(weighed: list[Weighed], *, coded: bool, alone: bool = False) -> Named:
    best = weighed[0]
    if len(weighed) == 1:
        most = 1.0 if alone else _ONLY
        return _of(best, most, "No other command can have ended this RUN.")
    if best.share > _HALF and all(map(_hardly_fails, weighed[1:])):
        return _of(best, _ALONE, "The other commands of this RUN hardly ever fail.")
    if best.direct:
        most = _RIVALLED if best.rivalled else _BY_LOG
        return _of(best, most, f"The step's output has an error of {program(best.tree)}.")
    why = f"It is the likeliest of {len(weighed)} commands; the output names none of them."
    harmless = program(best.tree) in _HARMLESS or is_tidying(best.tree)
    return _of(best, DOUBTED if harmless or not coded else _BY_NUMBERS, why)


def _hardly_fails(one: Weighed) -> bool:
    return unlikely_to_fail(one.tree) >= _HARDLY


def _of(best: Weighed, most: float, why: str) -> Named:
    return Named(tree=best.tree, confidence=min(best.share, most), why=why)
