"""From an outcome to its postmortem: the one place where secrets are taken out."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TypeVar, assert_never

from bisectbuild import __version__
from bisectbuild.blame.blamed import Blamed
from bisectbuild.builder import BuilderInfo
from bisectbuild.diagnose.diagnosis import Diagnosis
from bisectbuild.diagnose.facts import Facts
from bisectbuild.diagnose.rule import Finding
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.flags import values
from bisectbuild.options import BuildOptions
from bisectbuild.outcome import Broken, Healthy, Inconclusive, Outcome, Probe
from bisectbuild.postmortem import (
    SCHEMA_VERSION,
    BuilderPart,
    ChangePart,
    Command,
    ContextPart,
    CulpritPart,
    DockerfilePart,
    Evidence,
    FindingPart,
    FlakyPart,
    LastGoodPart,
    LogPart,
    PointPart,
    Postmortem,
    ProbePart,
    SearchPart,
    Status,
    Step,
    Tool,
    TurnPart,
)
from bisectbuild.redact.text import redact, redact_args, redact_source
from bisectbuild.trace.record import StepRecord

# Of a long log a report shows this much of its end, some first lines and what findings quote.
_KEPT_BYTES = 256 * 1024
_KEPT_FIRST = 50
_QUESTION = "Which is the last instruction that builds?"
_Named = TypeVar("_Named", PointPart, ProbePart, TurnPart, FlakyPart)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What surrounded a search: everything in a postmortem that is not the outcome.

    `sizes` are the bytes of the layers by the index of the instruction that made them. `search`
    is a bisection, which no outcome can hold.
    """

    dockerfile: Dockerfile
    options: BuildOptions
    info: BuilderInfo
    build_args: Mapping[str, str]
    reproduce: str
    started: datetime
    seconds: float
    warnings: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    transcript: tuple[str, ...] = ()
    diagnosis: Diagnosis = field(default_factory=Diagnosis)
    sizes: Mapping[int, int] = field(default_factory=dict)
    changes: tuple[ChangePart, ...] = ()
    search: SearchPart | None = None


def assemble(setting: Setting, outcome: Outcome) -> Postmortem:
    """Make the postmortem of an outcome, with every secret masked."""
    clean = partial(redact, secrets=setting.secrets)
    source = partial(redact_source, secrets=setting.secrets)
    options, info = setting.options, setting.info
    return Postmortem(
        schema_version=SCHEMA_VERSION,
        tool=Tool(version=__version__),
        status=_status(outcome),
        builder=BuilderPart(
            kind=info.kind.value, version=info.version, name=info.name, why=info.why
        ),
        dockerfile=_dockerfile(setting, source),
        context=ContextPart(path=str(options.context)),
        target=options.target or "",
        platform=",".join(values(options.flags, "platform")),
        build_args=redact_args(setting.build_args, setting.secrets),
        steps=tuple(_step(setting, record, source) for record in outcome.records),
        culprit=_culprit(setting, outcome, source),
        last_good=_last_good(setting.dockerfile, outcome),
        findings=tuple(_finding(found, clean) for found in setting.diagnosis.findings),
        log=_log(setting.diagnosis, outcome, clean),
        search=_search(outcome) if setting.search is None else cleaned(setting.search, clean),
        transcript=tuple(map(clean, setting.transcript)),
        reproduce=clean(setting.reproduce),
        environment=_environment(setting.diagnosis.facts),
        started=setting.started.isoformat(timespec="seconds"),
        seconds=round(setting.seconds, 3),
        warnings=tuple(map(clean, (*setting.warnings, *_log_troubles(outcome)))),
        message=clean(_message(outcome)),
        changes=tuple(replace(c, path=clean(_utf8(c.path))) for c in setting.changes),
    )


def stage_label(dockerfile: Dockerfile, instruction: Instruction) -> str:
    """Give a stage's name, its number where it has none, "" before the first FROM."""
    if instruction.stage is None:
        return ""
    return dockerfile.stages[instruction.stage].name or str(instruction.stage)


def _status(outcome: Outcome) -> Status:
    match outcome:
        case Healthy():
            return Status.HEALTHY
        case Broken():
            return Status.BROKEN
        case Inconclusive():
            return Status.INCONCLUSIVE
        case _:
            assert_never(outcome)


def _message(outcome: Outcome) -> str:
    match outcome:
        case Healthy():
            return ""
        case Broken():
            return outcome.culprit.failure.message
        case Inconclusive():
            return f"{outcome.reason} {outcome.failure.message}".strip()
        case _:
            assert_never(outcome)


def _dockerfile(setting: Setting, source: Callable[[str], str]) -> DockerfilePart:
    data = setting.dockerfile.data
    return DockerfilePart(
        path=setting.options.shown,
        sha256=hashlib.sha256(data).hexdigest(),
        text=source(data.decode(errors="replace")),
    )


def _step(setting: Setting, record: StepRecord, clean: Callable[[str], str]) -> Step:
    instruction = record.instruction
    return Step(
        stage=stage_label(setting.dockerfile, instruction),
        index=instruction.index,
        keyword=instruction.keyword,
        source=clean(_utf8(instruction.source)),
        line_start=instruction.span.start,
        line_end=instruction.span.end,
        status=record.status.value,
        seconds=None if record.seconds is None else round(record.seconds, 3),
        image=record.image,
        trigger=clean(record.trigger),
        began=None if record.began is None else round(record.began, 3),
        size=setting.sizes.get(instruction.index),
    )


def _culprit(setting: Setting, outcome: Outcome, clean: Callable[[str], str]) -> CulpritPart | None:
    if not isinstance(outcome, Broken):
        return None
    culprit = outcome.culprit
    instruction = culprit.instruction
    return CulpritPart(
        stage=stage_label(setting.dockerfile, instruction),
        index=instruction.index,
        keyword=instruction.keyword,
        source=clean(_utf8(instruction.source)),
        line_start=instruction.span.start,
        line_end=instruction.span.end,
        exit_code=culprit.exit_code,
        message=clean(culprit.failure.message),
        command=_command(setting.diagnosis.command, clean),
        trigger=clean(culprit.trigger),
    )


def _command(blamed: Blamed | None, clean: Callable[[str], str]) -> Command | None:
    if blamed is None:
        return None
    return Command(
        text=clean(_utf8(blamed.text)),
        line=blamed.line,
        confidence=round(blamed.confidence, 2),
        by=blamed.by,
    )


def _finding(found: Finding, clean: Callable[[str], str]) -> FindingPart:
    because = (Evidence(text=clean(_utf8(p.text)), line=p.line) for p in found.because)
    return FindingPart(
        code=found.code,
        category=found.category.value,
        severity=found.severity.value,
        confidence=round(found.confidence, 2),
        title=found.title,
        because=tuple(because),
        advice=clean(_utf8(found.advice)),
        try_=tuple(clean(_utf8(command)) for command in found.commands),
        cause=clean(_utf8(found.cause)),
        fault=found.fault.value,
    )


def _last_good(dockerfile: Dockerfile, outcome: Outcome) -> LastGoodPart | None:
    good = outcome.last_good if isinstance(outcome, Broken) else None
    if good is None:
        return None
    return LastGoodPart(
        stage=stage_label(dockerfile, good.instruction),
        index=good.instruction.index,
        line_end=good.instruction.span.end,
        target=good.target,
        image=good.image,
    )


def _log(diagnosis: Diagnosis, outcome: Outcome, clean: Callable[[str], str]) -> LogPart:
    step = outcome.culprit.step if isinstance(outcome, Broken) else None
    if step is None:
        return LogPart(lines=0, bytes=0, truncated=False, tail=(), file="")
    return LogPart(
        lines=step.log_lines,
        bytes=step.log_bytes,
        truncated=step.clipped,
        tail=tuple(map(clean, step.tail)),
        file=str(step.log_file or ""),
        kept=tuple(_kept(diagnosis, clean)),
    )


def _kept(diagnosis: Diagnosis, clean: Callable[[str], str]) -> Iterator[Evidence]:
    """Give the lines that a report shows: the end first decides, since it tells most."""
    log = diagnosis.log
    room, first = _KEPT_BYTES, len(log.lines)
    while first > 0 and room > 0:
        first -= 1
        room -= len(log.lines[first]) + 1
    proven = {proof.line for found in diagnosis.findings for proof in found.because}
    for at, (number, line) in enumerate(zip(log.numbers, log.lines, strict=True)):
        if at >= first or at < _KEPT_FIRST or number in proven:
            yield Evidence(text=clean(line), line=number)


def _log_troubles(outcome: Outcome) -> tuple[str, ...]:
    """Say why logs are not whole, each reason once."""
    troubles = dict.fromkeys(r.log_error for r in outcome.records if r.log_error)
    note = outcome.note if isinstance(outcome, Broken) else ""
    return (*troubles, note) if note else tuple(troubles)


def _search(outcome: Outcome) -> SearchPart | None:
    if not outcome.probes:
        return None
    return SearchPart(question=_QUESTION, probes=tuple(map(_probe, outcome.probes)), remaining=0)


def cleaned(search: SearchPart, clean: Callable[[str], str]) -> SearchPart:
    """Mask the secrets in all texts of a search."""

    def tidy(text: str) -> str:
        return clean(_utf8(text))

    def named(part: _Named) -> _Named:
        return replace(part, key=tidy(part.key), title=tidy(part.title))

    return replace(
        search,
        question=tidy(search.question),
        sentence=tidy(search.sentence),
        log=tidy(search.log),
        way=tidy(search.way),
        terms=(tidy(search.terms[0]), tidy(search.terms[1])),
        candidates=tuple(map(tidy, search.candidates)),
        axis_points=tuple(named(p) for p in search.axis_points),
        changes=tuple(named(c) for c in search.changes),
        flaky=tuple(named(f) for f in search.flaky),
        probes=tuple(
            replace(named(probe), reason=tidy(probe.reason), output=tuple(map(tidy, probe.output)))
            for probe in search.probes
        ),
    )


def _probe(probe: Probe) -> ProbePart:
    return ProbePart(
        index=probe.instruction.index,
        line_end=probe.instruction.span.end,
        verdict=probe.verdict.value,
        seconds=round(probe.seconds, 3),
        exit_code=probe.exit_code,
    )


def _utf8(text: str) -> str:
    """Replace the lone surrogates that stand for bytes that are not UTF-8."""
    return text.encode(errors="surrogateescape").decode(errors="replace")


def _environment(facts: Facts) -> dict[str, str]:
    system = os.uname()  # platform.platform() would start a program
    asked = {
        "image": facts.release.name if facts.release else "",
        "image_cpu": facts.image_cpu,
        "engine_cpu": facts.machine_cpu,
        "engine_memory": str(facts.memory) if facts.memory else "",
    }
    return {
        **{name: value for name, value in asked.items() if value},
        "os": f"{system.sysname} {system.release}",
        "cpu": system.machine,
        "cpus": str(os.cpu_count() or 0),
        "python": ".".join(map(str, sys.version_info[:3])),
        "ci": os.environ.get("CI", ""),
    }
