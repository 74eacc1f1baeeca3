"""From an outcome to its postmortem: the one place where secrets are taken out."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import assert_never

from bisectbuild import __version__
from bisectbuild.builder import BuilderInfo
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.flags import values
from bisectbuild.options import BuildOptions
from bisectbuild.outcome import Broken, Healthy, Inconclusive, Outcome, Probe
from bisectbuild.postmortem import (
    SCHEMA_VERSION,
    BuilderPart,
    ContextPart,
    CulpritPart,
    DockerfilePart,
    LastGoodPart,
    LogPart,
    Postmortem,
    ProbePart,
    SearchPart,
    Status,
    Step,
    Tool,
)
from bisectbuild.redact.text import redact, redact_args, redact_source
from bisectbuild.trace.record import StepRecord

_QUESTION = "Which is the last instruction that builds?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What surrounded a search: everything in a postmortem that is not the outcome."""

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
        build_args=redact_args(setting.build_args),
        steps=tuple(_step(setting.dockerfile, record, source) for record in outcome.records),
        culprit=_culprit(setting.dockerfile, outcome, source),
        last_good=_last_good(setting.dockerfile, outcome),
        findings=(),
        log=_log(outcome, clean),
        search=_search(outcome),
        transcript=tuple(map(clean, setting.transcript)),
        reproduce=clean(setting.reproduce),
        environment=_environment(),
        started=setting.started.isoformat(timespec="seconds"),
        seconds=round(setting.seconds, 3),
        warnings=tuple(map(clean, (*setting.warnings, *_log_troubles(outcome)))),
        message=clean(_message(outcome)),
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
    path = setting.options.dockerfile
    return DockerfilePart(
        path="-" if path is None else str(path),
        sha256=hashlib.sha256(data).hexdigest(),
        text=source(data.decode(errors="replace")),
    )


def _step(dockerfile: Dockerfile, record: StepRecord, clean: Callable[[str], str]) -> Step:
    instruction = record.instruction
    return Step(
        stage=stage_label(dockerfile, instruction),
        index=instruction.index,
        keyword=instruction.keyword,
        source=clean(_utf8(instruction.source)),
        line_start=instruction.span.start,
        line_end=instruction.span.end,
        status=record.status.value,
        seconds=None if record.seconds is None else round(record.seconds, 3),
        image=record.image,
        trigger=clean(record.trigger),
    )


def _culprit(
    dockerfile: Dockerfile, outcome: Outcome, clean: Callable[[str], str]
) -> CulpritPart | None:
    if not isinstance(outcome, Broken):
        return None
    culprit = outcome.culprit
    instruction = culprit.instruction
    return CulpritPart(
        stage=stage_label(dockerfile, instruction),
        index=instruction.index,
        keyword=instruction.keyword,
        source=clean(_utf8(instruction.source)),
        line_start=instruction.span.start,
        line_end=instruction.span.end,
        exit_code=culprit.exit_code,
        message=clean(culprit.failure.message),
        command=None,
        trigger=clean(culprit.trigger),
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


def _log(outcome: Outcome, clean: Callable[[str], str]) -> LogPart:
    step = outcome.culprit.step if isinstance(outcome, Broken) else None
    if step is None:
        return LogPart(lines=0, bytes=0, truncated=False, tail=(), file="")
    return LogPart(
        lines=step.log_lines,
        bytes=step.log_bytes,
        truncated=step.clipped,
        tail=tuple(map(clean, step.tail)),
        file=str(step.log_file or ""),
    )


def _log_troubles(outcome: Outcome) -> tuple[str, ...]:
    """Say why logs are not whole, each reason once."""
    troubles = dict.fromkeys(r.log_error for r in outcome.records if r.log_error)
    note = outcome.note if isinstance(outcome, Broken) else ""
    return (*troubles, note) if note else tuple(troubles)


def _search(outcome: Outcome) -> SearchPart | None:
    if not outcome.probes:
        return None
    return SearchPart(question=_QUESTION, probes=tuple(map(_probe, outcome.probes)), remaining=0)


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


def _environment() -> dict[str, str]:
    system = os.uname()  # platform.platform() would start a program
    return {
        "os": f"{system.sysname} {system.release}",
        "cpu": system.machine,
        "cpus": str(os.cpu_count() or 0),
        "python": ".".join(map(str, sys.version_info[:3])),
        "ci": os.environ.get("CI", ""),
    }
