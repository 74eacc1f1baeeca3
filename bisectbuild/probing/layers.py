"""The images of the layers of each plan that is asked about, each built at most once."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from bisectbuild.bisection.verdict import Answer
from bisectbuild.builder import BuildEvent, BuildFinished
from bisectbuild.dockerfile.cut import is_buildable
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.errors import EngineError
from bisectbuild.outcome import Broken, Healthy, Outcome
from bisectbuild.probing.halt import Halt
from bisectbuild.probing.judge import not_built, refuse_what_is_no_point
from bisectbuild.probing.shells import shell_at
from bisectbuild.probing.subject import Subject
from bisectbuild.questions.question import Question
from bisectbuild.search.plan import Plan
from bisectbuild.shell.command import SH
from bisectbuild.trace.follow import Trace
from bisectbuild.workbench.images import Images
from bisectbuild.workbench.tools import Tools


class Unwatched:
    """A watch for builds of several threads at once, of which nobody is told."""

    def build_begins(self, trace: Trace, cut: Instruction | None) -> None:
        """Tell nobody."""

    def build_event(self, event: BuildEvent) -> None:
        """Tell nobody."""

    def build_ended(self, finished: BuildFinished) -> None:
        """Tell nobody."""


class Layers:
    """Builds of layers, and what their images say; for several threads at once."""

    def __init__(self, tools: Tools, halt: Halt) -> None:
        self._tools = replace(tools, watch=Unwatched())
        self._halt = halt
        self._lock = threading.Lock()
        self._images: dict[int, tuple[Plan, Images]] = {}
        self._shells: dict[tuple[int, int], tuple[str, ...]] = {}

    def of(self, plan: Plan) -> Images:
        """Give the images of a plan, which is kept as long as they are."""
        with self._lock:
            if id(plan) not in self._images:
                self._images[id(plan)] = (plan, Images(self._tools, self._halt.over(plan)))
            return self._images[id(plan)][1]

    def learn(self, plan: Plan, outcome: Outcome) -> None:
        """Take in the images that a build of a plan told of."""
        self.of(plan).note(outcome)

    def reach(self, subject: Subject) -> Outcome:
        """Build up to a subject, unless its image is there."""
        return self.of(subject.plan).reach(subject.at)

    def shell(self, subject: Subject) -> tuple[str, ...]:
        """Give the SHELL in force behind a subject; where only its base image tells, ask that."""
        images = self.of(subject.plan)
        found = shell_at(subject.plan, subject.at)
        if isinstance(found, tuple):
            return found
        key = (id(subject.plan), found.index)
        if key not in self._shells:
            self._shells[key] = self._shell_of(images, found) or SH
        return self._shells[key]

    def _shell_of(self, images: Images, base: Instruction) -> tuple[str, ...]:
        plan = images.plan
        if not is_buildable(plan.dockerfile, base.index, plan.build_args):
            return ()  # FROM scratch
        outcome = images.reach(base)
        if not isinstance(outcome, Healthy) or not outcome.image:
            return ()
        return self._tools.sandbox.facts(outcome.image).shell


def unbuilt(outcome: Outcome, question: Question, began: float) -> Answer | None:
    """Give the answer where a subject could not be built, None where it could."""
    seconds = time.monotonic() - began
    if isinstance(outcome, Healthy):
        return None
    if isinstance(outcome, Broken):
        culprit = outcome.culprit
        refuse_what_is_no_point(culprit.failure)
        return not_built(question, culprit.instruction, culprit.failure.message, seconds)
    refuse_what_is_no_point(outcome.failure)
    return not_built(question, None, outcome.failure.message, seconds)


def image_of(outcome: Outcome) -> str:
    """Give the image that a build made. Raises EngineError where there is none."""
    if isinstance(outcome, Healthy) and outcome.image:
        return outcome.image
    raise EngineError(
        "The builder told no image for this layer, so it cannot be tested in a container.",
        hint="Build with the engine's own BuildKit (--builder default) or with --builder legacy.",
    )
