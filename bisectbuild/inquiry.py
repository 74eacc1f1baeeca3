"""From an outcome to its diagnosis: what failed within the step, why, and what the machine says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bisectbuild.builder import BuilderKind, Failure
from bisectbuild.diagnose import diagnose
from bisectbuild.diagnose.case import Case, Maker
from bisectbuild.diagnose.diagnosis import Diagnosis
from bisectbuild.dockerfile.variables import expand, global_values
from bisectbuild.evidence.gather import Witnesses, gather
from bisectbuild.outcome import Broken, Culprit, Healthy, Outcome
from bisectbuild.trace.digest import Log, digest_file, digest_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bisectbuild.blame.blamed import Blamed
    from bisectbuild.diagnose.rule import Finding
    from bisectbuild.dockerfile.model import Dockerfile, Instruction
    from bisectbuild.trace.record import StepRecord

# From here on a cause is taken for true, and a command for settled.
_SURE: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What is asked about: a file, the builder that read it, and whom to ask.

    `traced` is the shell's own trace of the failing step where it ran again, None where not.
    `build_args` are the person's.
    """

    dockerfile: Dockerfile
    kind: BuilderKind
    build_args: Mapping[str, str] = field(default_factory=dict)
    whom: Witnesses = field(default_factory=Witnesses)
    traced: Log | None = None


def inquire(about: Inquiry, outcome: Outcome) -> Diagnosis:
    """Find out why a build failed; a healthy one has nothing to be found."""
    if isinstance(outcome, Healthy):
        return Diagnosis()
    if not isinstance(outcome, Broken):
        case = _of_failure(about, outcome.failure)
        return Diagnosis(findings=diagnose(case), log=case.log)
    log = log_of(outcome.culprit.step)
    command = _command(about, outcome.culprit, log)
    case = replace(
        _of_culprit(about, outcome.culprit, log, command), makers=tuple(_makers(about, outcome))
    )
    findings = diagnose(case)
    settled = _settled(about, outcome.culprit, log, command, findings)
    if settled is not command:
        command = settled
        case = replace(case, command=command.text if command else "")
        findings = diagnose(case)
    facts = gather(case, findings, about.whom)
    if facts != case.facts:
        findings = diagnose(replace(case, facts=facts))
    return Diagnosis(findings=findings, command=command, log=log, facts=facts)


def log_of(step: StepRecord | None) -> Log:
    """Give the lines of a step's log that may tell, from what is kept of it."""
    if step is None:
        return Log()
    if step.log is not None:
        return step.log
    try:
        return digest_file(step.log_file) if step.log_file else digest_lines(step.tail)
    except OSError:
        return digest_lines(step.tail)


def _of_failure(about: Inquiry, failure: Failure) -> Case:
    return Case(
        message=failure.message,
        exit_code=failure.exit_code,
        kind=failure.kind,
        builder=about.kind,
        dockerfile=about.dockerfile,
        log=digest_lines(failure.raw.split("\n")) if failure.raw else Log(),
    )


def _of_culprit(about: Inquiry, culprit: Culprit, log: Log, command: Blamed | None) -> Case:
    instruction = culprit.instruction
    trigger = culprit.trigger.strip()
    return Case(
        keyword=trigger.split(maxsplit=1)[0].upper() if trigger else instruction.keyword,
        source=trigger or instruction.source,
        command=command.text if command else "",
        exit_code=culprit.exit_code,
        message=culprit.failure.message,
        kind=culprit.failure.kind,
        log=log,
        builder=about.kind,
        base=base_of(about.dockerfile, instruction, about.build_args),
        dockerfile=about.dockerfile,
        instruction=instruction,
    )


def _makers(about: Inquiry, outcome: Broken) -> Iterator[Maker]:
    """Give the RUNs that should have made what a COPY --from takes, with what they printed."""
    origin = (outcome.culprit.instruction.flag("from") or "").lower()
    stages = about.dockerfile.stages
    for stage in stages if origin else ():
        if origin not in {stage.name, str(stage.index)}:
            continue
        for record in outcome.records:
            entry = record.instruction
            if entry.stage == stage.index and entry.keyword == "RUN" and not record.trigger:
                yield Maker(instruction=entry, log=log_of(record))


def _settled(
    about: Inquiry,
    culprit: Culprit,
    log: Log,
    command: Blamed | None,
    findings: tuple[Finding, ...],
) -> Blamed | None:
    """Ask again for a doubtful command, where a cause is known that may name another one."""
    sure = bool(findings) and findings[0].confidence >= _SURE
    if not sure or command is None or command.confidence >= _SURE:
        return command
    again = _command(about, culprit, log, findings[0].cause)
    return command if again == command else again


def _command(about: Inquiry, culprit: Culprit, log: Log, cause: str = "") -> Blamed | None:
    if culprit.instruction.keyword != "RUN" or culprit.trigger or culprit.step is None:
        return None
    from bisectbuild.blame import blame  # noqa: PLC0415 - the grammar is slow to import

    return blame(
        about.dockerfile,
        culprit.instruction,
        log=log,
        exit_code=culprit.exit_code,
        traced=about.traced,
        cause=cause,
    )


def base_of(dockerfile: Dockerfile, instruction: Instruction, build_args: Mapping[str, str]) -> str:
    """Give the image that an instruction's stage begins with, through the stages before it."""
    if instruction.stage is None or instruction.stage >= len(dockerfile.stages):
        return ""
    values = global_values(dockerfile, build_args)
    stage = dockerfile.stages[instruction.stage]
    while True:
        base = expand(stage.base, values, escape=dockerfile.escape)
        earlier = dockerfile.stages[: stage.index]
        named = [other for other in earlier if other.name and other.name == base.lower()]
        if not named:
            return base
        stage = named[-1]
