"""The simplest way to ask a subject on a real engine: whether it builds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.builder import BuildFinished, FailureKind, StepFinished, StepStarted, StepStatus
from bisectbuild.engines import load
from bisectbuild.engines.choose import choose
from bisectbuild.errors import EngineError
from bisectbuild.probing.subject import Subject
from bisectbuild.search.plan import cut_request
from tests.support.matrix import Engine

_LAYERS = ("RUN ", "COPY ", "WORKDIR ")


@dataclass(slots=True)
class Asker:
    """Builds subjects; `asked` keeps each with what it answered, `before` is called first.

    `done` counts the instructions that the last build ran to their end, not from its cache.
    """

    engine: Engine
    before: Callable[[], None] = lambda: None
    asked: list[tuple[Subject, Answer]] = field(default_factory=list)
    done: int = 0

    def __call__(self, subject: Subject) -> Answer:
        """Answer bad where a step fails. Raises EngineError for any other failure."""
        self.before()
        builder = load(choose(self.engine.builder, self.engine.env), self.engine.env)
        failure = None
        layers: dict[str, StepStatus] = {}
        with closing(builder.build(cut_request(subject.plan, subject.at))) as events:
            for event in events:
                if isinstance(event, StepStarted) and event.label.text.startswith(_LAYERS):
                    layers[event.id] = StepStatus.NOT_RUN
                if isinstance(event, StepFinished) and event.id in layers:
                    layers[event.id] = event.status
                if isinstance(event, BuildFinished):
                    failure = event.failure
        self.done = list(layers.values()).count(StepStatus.DONE)
        if failure is not None and failure.kind is not FailureKind.STEP:
            raise EngineError(failure.message)
        answer = Answer(verdict=Verdict.BAD if failure else Verdict.GOOD)
        self.asked.append((subject, answer))
        return answer
