"""The port to a way of testing."""

from __future__ import annotations

from typing import Protocol

from bisectbuild.bisection.verdict import Answer
from bisectbuild.probing.subject import Subject
from bisectbuild.questions.question import Question


class Prober(Protocol):
    """Puts questions to subjects; may be called by several threads at once.

    `way` says how, in words that follow "tested".
    """

    way: str

    def ask(self, subject: Subject, question: Question) -> Answer:
        """Build up to the subject and ask; a build that fails is an answer too (see `reason`).

        Raises EngineError where no engine answers.
        """

    def stop(self) -> None:
        """End what other threads still ask, at once. Safe at any time."""

    def close(self) -> None:
        """Remove what was made for it. Safe at any time."""
