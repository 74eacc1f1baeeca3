"""Asks by a command on this machine, which is given the image of the layer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Protocol

from bisectbuild.bisection.verdict import Answer
from bisectbuild.probing.halt import Halt
from bisectbuild.probing.judge import judged
from bisectbuild.probing.layers import Layers, image_of, unbuilt
from bisectbuild.probing.subject import Subject
from bisectbuild.probing.tail import Tail
from bisectbuild.questions.question import Question
from bisectbuild.workbench.tools import Tools

VARIABLE = "BISECTBUILD_IMAGE"


class RunHere(Protocol):
    """Runs a text of this machine's shell."""

    def __call__(
        self,
        text: str,
        env: Mapping[str, str],
        listen: Callable[[bytes], None],
        halted: Callable[[], bool],
    ) -> int:
        """Give its exit code; `listen` hears what it prints, and it is ended once `halted`."""


class OnHost:
    """A prober that runs a person's command beside the engine."""

    way = "by a command on this machine"

    def __init__(self, tools: Tools, layers: Layers, halt: Halt, run_here: RunHere) -> None:
        self._tools = tools
        self._layers = layers
        self._halt = halt
        self._run_here = run_here

    def ask(self, subject: Subject, question: Question) -> Answer:
        """Build up to the subject, load its image, and run the command."""
        with self._halt.heeded():
            return self._ask(subject, question, time.monotonic())

    def _ask(self, subject: Subject, question: Question, began: float) -> Answer:
        outcome = self._layers.reach(subject)
        failed = unbuilt(outcome, question, began)
        if failed is not None:
            return failed
        env = {**self._tools.environment, VARIABLE: image_of(outcome)}
        tail = Tail(subject.plan.secrets)
        limit = _Limit(question.timeout)
        code = self._run_here(
            question.host, env, tail.feed, lambda: self._halt.is_set() or limit.is_over()
        )
        seconds = time.monotonic() - began
        return judged(question, code, seconds, tail.finish(), over=limit.over)

    def stop(self) -> None:
        """End what other threads still ask."""
        self._halt.set()

    def close(self) -> None:
        """Nothing to do: images go with the session."""


class _Limit:
    """A time limit, begun now, that keeps in mind whether it was ever found to be over."""

    def __init__(self, seconds: float | None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds
        self.over = False

    def is_over(self) -> bool:
        self.over = self._end is not None and time.monotonic() >= self._end
        return self.over
