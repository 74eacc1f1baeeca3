"""What a person asked a bisection for, as one frozen value made at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from bisectbuild.bisection.terms import COMMANDS, Terms
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.errors import UsageError
from bisectbuild.questions.command import build_question, command, host_command
from bisectbuild.questions.question import Question
from bisectbuild.questions.registry import ready_made

_WHAT = (
    "Name a command after --, or one of --path-is, --size-over, --env, --package, --port,"
    " --runs, --layers-diff, --host-cmd."
)
# What one axis alone can do something with.
_OF_AN_AXIS: Final = (("stage", "base"), ("first_parent", "commit"))
# What needs a row of points, which the changes of a build context are not.
_OF_A_ROW: Final = ("good", "bad", "skip", "whole", "jobs", "repeat", "confidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One bisection as it was asked for.

    `question` is None where something must be known first: then one of these is set: `size`, in
    bytes; `other`, an image; `changed`, a path whose first state is compared with (with all its
    `conditions`); `port`, at which the image's own command shall answer.
    `axis` and `spec` are the words of `--axis`, `stage` the one whose base it is about, and
    `first_parent` counts a merge of commits as one. `good`,
    `bad` and `skip` name points that need no probe. `whole` walks over all points. `repeat` above
    1 decides on evidence. `timeout` in seconds and `hangs` are of each test.
    """

    question: Question | None
    title: str
    axis: str = "instruction"
    spec: str = ""
    stage: str | None = None
    first_parent: bool = False
    good: tuple[str, ...] = ()
    bad: str = ""
    skip: tuple[str, ...] = ()
    terms: Terms = field(default_factory=Terms)
    jobs: int = 1
    whole: bool = False
    repeat: int = 1
    confidence: float = 0.95
    changed: str = ""
    conditions: str = ""
    size: int | None = None
    other: str = ""
    port: int = 0
    timeout: float | None = None
    hangs: Verdict = Verdict.BAD


def asked(given: Mapping[str, Any], words: tuple[str, ...]) -> Asked:
    """Turn what click read, and the words after `--`, into a value. Raises UsageError."""
    if given["whole"] and given["repeat"] > 1:
        raise UsageError(
            "--all tests every point once, so --repeat does not go with it.",
            hint="Leave one of them out. How often single steps pass:  bisectbuild flaky",
        )
    spec = given["axis"] or ("instruction", "")
    _refuse_idle(given, spec[0])
    found = _question(given, words, builds=spec[0] != "instruction")
    question = found.question
    if question is not None:
        hangs = Verdict(given["hang"])
        timeout = given["timeout"] or question.timeout
        question = replace(question, timeout=timeout, hangs=hangs)
    return replace(
        found,
        question=question,
        axis=spec[0],
        spec=spec[1],
        stage=given["stage"] or None,
        first_parent=given["first_parent"],
        good=tuple(given["good"]),
        bad=given["bad"] or "",
        skip=tuple(given["skip"]),
        terms=Terms(good=given["term_good"], bad=given["term_bad"]),
        jobs=given["jobs"],
        whole=given["whole"],
        repeat=given["repeat"],
        confidence=given["confidence"],
        timeout=given["timeout"],
        hangs=Verdict(given["hang"]),
    )


def _refuse_idle(given: Mapping[str, Any], axis: str) -> None:
    """Raise UsageError for an option that would do nothing along this axis."""
    for name, only in _OF_AN_AXIS:
        if name in given["said"] and axis != only:
            raise UsageError(
                f"{_option(name)} says something of --axis {only} alone.",
                hint=f"Leave it out, or add: --axis {only} …",
            )
    idle = [_option(name) for name in _OF_A_ROW if name in given["said"]]
    if axis == "context" and idle:
        raise UsageError(
            "--axis context goes by sets of changed files, each asked once and one after another:"
            f" {', '.join(idle)} would do nothing there.",
            hint=f"Leave out {', '.join(idle)}",
        )


def _option(name: str) -> str:
    """Give an option as it is typed."""
    return "--all" if name == "whole" else f"--{name.replace('_', '-')}"


def _question(given: Mapping[str, Any], words: tuple[str, ...], *, builds: bool) -> Asked:
    """Find the one thing that is asked; an empty one (an unset variable) is asked, and refused."""
    chosen = [name for name in ("host_cmd", *ready_made()) if given.get(name) is not None]
    if {"port", "runs"} <= set(chosen):  # One question: it runs, and answers there.
        chosen.remove("runs")
    if words:
        chosen.append("command")
    if len(chosen) > 1:
        raise UsageError(
            f"One bisection asks one question, and here are {len(chosen)}.", hint=_WHAT
        )
    if not chosen:
        if builds:
            question = build_question()
            return Asked(question=question, title=question.title)
        raise UsageError("There is nothing to test the layers with.", hint=_WHAT)
    if chosen == ["command"]:
        question = command(words)
    elif chosen == ["host_cmd"]:
        question = host_command(given["host_cmd"])
    else:
        return _ready(chosen[0], given)
    return Asked(question=question, title=question.title)


def _ready(name: str, given: Mapping[str, Any]) -> Asked:
    from bisectbuild.cli.bisect.ready import ready  # noqa: PLC0415 - only for these

    return ready(name, given)


def refuse_no_word(word: str) -> None:
    """Raise UsageError for a first word that is no file, and so was meant for a word of ours."""
    if word == "-" or Path(word).exists() or "/" in word:
        return
    from difflib import get_close_matches  # noqa: PLC0415 - only for a mistake

    near = get_close_matches(word, (*COMMANDS, "good", "bad", "skip"), n=1)
    guess = f"Did you mean: bisectbuild bisect {near[0]}" if near else _WHAT
    raise UsageError(f"{word} is neither a file nor a word of bisect.", hint=guess)


def asked_by_hand(given: Mapping[str, Any]) -> Asked:
    """Give what a search by hand was begun with.

    Raises UsageError for a question or an axis, and for what belongs to one.
    """
    if given["test"]:
        raise UsageError(
            "bisect start tests nothing by itself: leave out what stands after --.",
            hint="After it, to test with a command: bisectbuild bisect run -- CMD",
        )
    for name in ("axis", *dict(_OF_AN_AXIS), "host_cmd", *ready_made()):
        if name in given["said"]:
            raise UsageError(
                "bisect start goes along the instructions and tests nothing:"
                f" leave out {_option(name)}.",
                hint="To test with a command then: bisectbuild bisect run -- CMD",
            )
    return Asked(
        question=None,
        title="by hand",
        good=tuple(given["good"]),
        bad=given["bad"] or "",
        skip=tuple(given["skip"]),
        terms=Terms(good=given["term_good"], bad=given["term_bad"]),
    )
