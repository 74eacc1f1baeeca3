"""What surrounds an outcome in its postmortem, as one command's job knows it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

from bisectbuild import report
from bisectbuild.assemble import Setting, assemble
from bisectbuild.builder import BuilderInfo, BuilderKind
from bisectbuild.cli.work import Job, command_line
from bisectbuild.engines.buildkit_version import engine_version
from bisectbuild.engines.legacy_refusal import legacy_refusal
from bisectbuild.outcome import Outcome
from bisectbuild.report.text import text
from bisectbuild.search.plan import Plan
from bisectbuild.tty.paint import Paint

_WIDTH = 100


def setting(
    job: Job, plan: Plan | None = None, transcript: tuple[str, ...] = (), *, to_file: bool = False
) -> Setting:
    """Give what surrounds the outcome, as of now.

    `plan` is what was built where that is not the job's own any more; `to_file` says that the
    record is written.
    """
    plan = plan or job.plan
    return Setting(
        dockerfile=plan.dockerfile,
        options=job.options,
        info=_info(job, to_file=to_file),
        build_args=plan.build_args,
        reproduce=command_line("debug", job.options),
        started=job.started,
        seconds=time.monotonic() - job.began,
        warnings=_warnings(job, plan),
        secrets=plan.secrets,
        transcript=transcript,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class JobChronicle:
    """Tells and writes what happened in a job."""

    job: Job

    def tell(self, plan: Plan, outcome: Outcome, transcript: tuple[str, ...]) -> str:
        """Give the diagnosis as text."""
        told = assemble(setting(self.job, plan, transcript), outcome)
        return text(told, Paint(on=False), width=_WIDTH)

    def write(self, plan: Plan, outcome: Outcome, transcript: tuple[str, ...], path: Path) -> None:
        """Write the postmortem in the format of the file's ending."""
        told = assemble(setting(self.job, plan, transcript, to_file=True), outcome)
        report.write(path, told)


def _info(job: Job, *, to_file: bool) -> BuilderInfo:
    """Give the builder; the engine is asked for its version only for a record of it."""
    info = job.builder.info
    if info.version or not job.choice.program:
        return info
    if not to_file and not job.manner.reports and job.manner.form == "text":
        return info
    return replace(info, version=engine_version(job.choice.program, os.environ))


def _warnings(job: Job, plan: Plan) -> tuple[str, ...]:
    """Give what the person should know of the builder, whatever the outcome."""
    refusal = None
    if job.choice.kind is BuilderKind.LEGACY:
        refusal = legacy_refusal(plan.dockerfile)
    if refusal is None:
        return job.choice.warnings
    return (*job.choice.warnings, f"line {refusal.line}: {refusal.message} {refusal.hint}")
