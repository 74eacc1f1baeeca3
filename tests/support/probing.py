"""A prober on a real engine, joined as the command line joins it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bisectbuild.bisection.verdict import Answer
from bisectbuild.cli.tools import tooled
from bisectbuild.cli.work import opened, read
from bisectbuild.engines.here import run_here
from bisectbuild.options import BuildOptions, Manner
from bisectbuild.probing.choose import prober_for
from bisectbuild.probing.prober import Prober
from bisectbuild.probing.subject import Subject
from bisectbuild.questions.question import Question
from bisectbuild.search.plan import Plan
from bisectbuild.session import LABEL
from tests.support.matrix import Engine

_MANNER = Manner(
    shell=False, execute=None, reports=(), form="text", progress="quiet", color="never"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Asks what a line of one Dockerfile left."""

    prober: Prober
    plan: Plan
    options: BuildOptions
    session: str

    def subject(self, line: int) -> Subject:
        """Give the state after the instruction that begins on a line."""
        found = (i for i in self.plan.dockerfile.instructions if i.span.start == line)
        return Subject(plan=self.plan, options=self.options, at=next(found))

    def __call__(self, line: int, **asked: object) -> Answer:
        """Put a question, given by its fields, to the state after a line."""
        question = Question(title="it", **asked)  # type: ignore[arg-type]
        return self.prober.ask(self.subject(line), question)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbingLab:
    """An engine with one builder chosen, and a build context."""

    engine: Engine
    folder: Path

    def build(self, text: str, *words: str) -> str:
        """Build as the person does; give what the client printed."""
        (self.folder / "Dockerfile").write_text(text)
        options = ("--progress=plain",) if self.engine.builder == "buildkit" else ()
        return self.engine.docker("build", *options, *words, str(self.folder), check=False)

    @contextmanager
    def asking(self, text: str, *flags: str, host: bool = False) -> Iterator[Asker]:
        """Give what asks; whatever it made is gone after the block."""
        path = self.folder / "Dockerfile"
        path.write_text(text)
        options = BuildOptions(
            dockerfile=path, context=self.folder, target=None, builder="auto", flags=flags
        )
        asked = Question(title="it", host="true" if host else "")
        with (
            opened(options, _MANNER, read(options), whole=False) as job,
            tooled(job) as tools,
            closing(prober_for(tools, asked, run_here)) as prober,
        ):
            yield Asker(prober=prober, plan=job.plan, options=options, session=job.session.id)

    def left(self, session: str) -> tuple[set[str], set[str]]:
        """Give the images and the containers that the engine has of a session."""
        label = f"--filter=label={LABEL}={session}"
        images = set(self.engine.docker("images", "--quiet", "--no-trunc", label).split())
        return images, set(self.engine.docker("ps", "--all", "--quiet", label).split())

    @property
    def is_buildkit(self) -> bool:
        """Whether BuildKit was chosen."""
        return self.engine.builder == "buildkit"


def nonce() -> str:
    """Give a word that no layer of another test holds."""
    return os.urandom(6).hex()
