"""What a rule is: one reason why builds fail, how it is recognised, and its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank, Severity
from bisectbuild.diagnose.signature import Hit

_MOST_EVIDENCE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A line that speaks for a finding. `line` is its number in the step's log, 0 elsewhere."""

    text: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a rule says of one failure.

    `cause` is one sentence that names the object (package, file, image, host, variable, version);
    `advice` the smallest change, or to try again; `commands` are typed into the opened shell to
    confirm it. `confidence` is 0 to 1: 0.9 and more only where the evidence leaves no other
    reading. `fault` and `category` replace the rule's where this failure is of another's making.
    """

    cause: str
    because: tuple[Proof, ...]
    advice: str
    commands: tuple[str, ...] = ()
    confidence: float = 0.8
    fault: Fault | None = None
    category: Category | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What `bisectbuild explain CODE` shows. `example` is a log (or message) that it is told of.

    `instruction` is what failed with it, `exit_code` its code, `dockerfile` the file where the rule
    needs it whole. The tests hold the rule to its example. Write examples yourself; names of
    hosts end in `.example`.
    """

    meaning: str
    instruction: str
    example: str
    fix: str
    exit_code: int | None = 1
    dockerfile: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One reason. `check` gives None where the evidence does not say this."""

    code: str
    name: str
    title: str
    category: Category
    rank: Rank
    fault: Fault
    check: Callable[[Case], Told | None]
    page: Page
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule told of a failure, with what the rule itself says."""

    code: str
    title: str
    category: Category
    rank: Rank
    fault: Fault
    severity: Severity
    cause: str
    because: tuple[Proof, ...]
    advice: str
    commands: tuple[str, ...]
    confidence: float


def proofs(hits: Iterable[Hit]) -> tuple[Proof, ...]:
    """Give the lines of hits as evidence: each once, the last few of many."""
    found = {hit.number: Proof(text=hit.line.strip(), line=hit.number) for hit in hits}
    return tuple(found.values())[-_MOST_EVIDENCE:]


def finding(rule: Rule, told: Told) -> Finding:
    """Join what a rule says of every failure with what it said of this one."""
    return Finding(
        code=rule.code,
        title=rule.title,
        category=told.category or rule.category,
        rank=rule.rank,
        fault=told.fault or rule.fault,
        severity=rule.severity,
        cause=told.cause,
        because=told.because,
        advice=told.advice,
        commands=told.commands,
        confidence=told.confidence,
    )
