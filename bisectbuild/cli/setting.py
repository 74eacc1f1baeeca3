"""What surrounds an outcome in its postmortem, as one command's job knows it."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from bisectbuild import interrupt, report
from bisectbuild.assemble import Setting, assemble
from bisectbuild.builder import BuilderInfo, BuilderKind
from bisectbuild.cli.witnesses import changes, sizes, witnesses
from bisectbuild.cli.work import Job, command_line
from bisectbuild.diagnose.diagnosis import Diagnosis
from bisectbuild.engines.buildkit_version import engine_version
from bisectbuild.engines.legacy_refusal import legacy_refusal
from bisectbuild.errors import BisectBuildError
from bisectbuild.inquiry import Inquiry, inquire
from bisectbuild.outcome import Outcome
from bisectbuild.postmortem import Postmortem
from bisectbuild.report.text import text
from bisectbuild.sandbox import Sandbox
from bisectbuild.search.plan import Plan
from bisectbuild.tty.paint import Paint
from bisectbuild.workbench.tools import Story

_WIDTH = 100


def setting(job: Job, plan: Plan | None = None, *, to_file: bool = False) -> Setting:
    """Give what surrounds an outcome of which nothing more is asked, as of now.

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
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class JobChronicle:
    """Tells and writes what happened in a job.

    `diagnoses` holds what was found out of each outcome already, by the outcome's identity.
    """

    job: Job
    sandbox: Sandbox
    diagnoses: dict[tuple[int, bool], tuple[Outcome, Diagnosis]] = field(default_factory=dict)

    def tell(self, story: Story) -> str:
        """Give the diagnosis as text."""
        return text(self.record(story), Paint(on=False), width=_WIDTH)

    def write(self, story: Story, path: Path) -> None:
        """Write the postmortem in the format of the file's ending."""
        report.write(path, self.record(story, to_file=True))

    def record(self, story: Story, *, to_file: bool = False) -> Postmortem:
        """Give the postmortem of what happened."""
        around = setting(self.job, story.plan, to_file=to_file)
        told = replace(
            around,
            transcript=story.transcript,
            diagnosis=self._diagnosis(story),
            sizes=sizes(self.sandbox, story) if to_file or self.job.manner.reports_all else {},
            changes=changes(self.sandbox, story) if to_file or self.job.manner.reports_all else (),
        )
        return assemble(told, story.outcome)

    def _diagnosis(self, story: Story) -> Diagnosis:
        """Find out why it failed, once for each outcome, and anew when there is a trace of it."""
        key = (id(story.outcome), story.traced is not None)
        if key not in self.diagnoses:
            inquiry = Inquiry(
                dockerfile=story.plan.dockerfile,
                kind=self.job.builder.info.kind,
                build_args=story.plan.build_args,
                whom=witnesses(self.job, story, self.sandbox),
                traced=story.traced,
            )
            self.diagnoses[key] = (story.outcome, self._inquire(inquiry, story.outcome))
        return self.diagnoses[key][1]

    def _inquire(self, inquiry: Inquiry, outcome: Outcome) -> Diagnosis:
        """Find out why; a bug of ours in that costs the answer, and not the shell."""
        try:
            return inquire(inquiry, outcome)
        except (BisectBuildError, KeyboardInterrupt):
            raise
        except Exception as error:  # Twenty minutes of build must not be lost.
            from bisectbuild.bugreport import tell_bug  # noqa: PLC0415 - only for a bug

            if interrupt.is_behind(error):
                raise KeyboardInterrupt from error
            tell_bug(error, sys.argv[1:])
            return Diagnosis()


def _info(job: Job, *, to_file: bool) -> BuilderInfo:
    """Give the builder; the engine is asked for its version only for a record of it."""
    info = job.builder.info
    if info.version or not job.choice.program:
        return info
    if not to_file and not job.manner.reports_all and job.manner.form == "text":
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
