"""A Dockerfile that is refused as a whole, as an outcome: the culprit is the line at fault."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from bisectbuild.assemble import Setting, assemble
from bisectbuild.builder import BuilderInfo, BuilderKind, Failure, FailureKind
from bisectbuild.cli.secrets import secrets_of
from bisectbuild.cli.work import command_line
from bisectbuild.diagnose.diagnosis import Diagnosis
from bisectbuild.dockerfile.model import Dockerfile, Instruction, Span
from bisectbuild.errors import DockerfileError
from bisectbuild.inquiry import Inquiry, inquire
from bisectbuild.options import BuildOptions
from bisectbuild.outcome import Broken, Culprit
from bisectbuild.postmortem import Postmortem

_LONGEST = 1024 * 1024
_WHY = "none was asked: both builders refuse this Dockerfile before the first step"


def refused(dockerfile: Dockerfile, options: BuildOptions, error: DockerfileError) -> Postmortem:
    """Give the postmortem of a file that no builder takes."""
    failure = Failure(kind=FailureKind.FILE, message=error.message)
    culprit = Culprit(instruction=_at(dockerfile, error), failure=failure)
    outcome = Broken(records=(), probes=(), culprit=culprit, last_good=None)
    setting = Setting(
        dockerfile=dockerfile,
        options=options,
        info=BuilderInfo(kind=BuilderKind.UNKNOWN, name="", version="", why=_WHY),
        build_args=options.build_args(os.environ),
        reproduce=command_line("debug", options),
        started=datetime.now(UTC),
        seconds=0.0,
        secrets=secrets_of(options, dockerfile, os.environ),
        diagnosis=_diagnosis(dockerfile, outcome),
    )
    return assemble(setting, outcome)


def _diagnosis(dockerfile: Dockerfile, outcome: Broken) -> Diagnosis:
    """Find out why, but not in megabytes on one line: what refuses them has said it."""
    if len(outcome.culprit.instruction.source) > _LONGEST:
        return Diagnosis()
    return inquire(Inquiry(dockerfile=dockerfile, kind=BuilderKind.UNKNOWN), outcome)


def _at(dockerfile: Dockerfile, error: DockerfileError) -> Instruction:
    """Give the instruction at the line, or one made of the line itself."""
    for instruction in dockerfile.instructions:
        if instruction.span.start <= error.line <= instruction.span.end:
            return instruction
    lines = dockerfile.data.decode(errors="surrogateescape").split("\n")
    source = lines[error.line - 1] if error.line <= len(lines) else ""
    return Instruction(
        index=0,
        keyword="",
        text=source,
        value="",
        flags=(),
        heredocs=(),
        span=Span(start=error.line, end=error.line_end),
        source=source,
        stage=None,
    )
