"""A bisection that builds nothing and asks no engine: each line answers as a test lays it out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from bisectbuild.bisection.verdict import Answer
from bisectbuild.builder import BuilderKind
from bisectbuild.cli import work
from bisectbuild.cli.bisect import hunt, testing
from bisectbuild.engines.choose import Choice
from bisectbuild.outcome import Healthy
from bisectbuild.probing.subject import Subject
from bisectbuild.questions.question import Question, verdict_of
from tests.support.fakes import FakeBuilder, SilentWatch


class FakeProber:
    """Gives the exit code that `code` has for a line; `asked` are the lines that were asked."""

    way = "by heart"

    def __init__(self, code: Callable[[int], int]) -> None:
        self.code = code
        self.asked: list[int] = []

    def ask(self, subject: Subject, question: Question) -> Answer:
        """Answer for the line that the subject ends with."""
        del question
        assert subject.at is not None
        line = subject.at.span.start
        code = self.code(line)
        self.asked.append(line)
        return Answer(verdict=verdict_of(code), exit_code=code)

    def stop(self) -> None:
        """Hold nothing."""

    def close(self) -> None:
        """Hold nothing."""


def answering(monkeypatch: pytest.MonkeyPatch, code: Callable[[int], int]) -> FakeProber:
    """Let bisections ask a prober of this kind from now on, and build nothing."""
    prober, builder = FakeProber(code), FakeBuilder()

    @contextmanager
    def tooled(job: work.Job) -> Iterator[object]:
        del job
        yield SimpleNamespace(
            builder=builder,
            watch=SilentWatch(),
            say=print_aside,
            is_buildkit=False,
            client_version="28.5.2",
        )

    choice = Choice(kind=BuilderKind.LEGACY, program="", why="a test asked for it")
    monkeypatch.setattr(work, "choose", lambda *_: choice)
    monkeypatch.setattr(work, "load", lambda *_: builder)
    monkeypatch.setattr(work, "_tidy", lambda *_: None)
    monkeypatch.setattr(hunt, "tooled", tooled)
    monkeypatch.setattr(hunt, "build_own", lambda *_: Healthy(records=(), probes=(), image=""))
    monkeypatch.setattr(testing, "prober_for", lambda *_: prober)
    return prober


def print_aside(line: str) -> None:
    """Print a line on standard error."""
    sys.stderr.write(f"{line}\n")
