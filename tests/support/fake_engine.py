"""The command line over a builder that is scripted and a sandbox that makes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bisectbuild import cli
from bisectbuild.builder import BuilderKind
from bisectbuild.cli import tools, work
from bisectbuild.engines import sandbox
from bisectbuild.engines.choose import Choice
from tests.support.fake_sandbox import FakeSandbox
from tests.support.fakes import FakeBuilder


class _Closing(FakeSandbox):
    """One that the command line tidies and closes when it is done."""

    def strays(self, *given: object) -> tuple[str, ...]:
        """Tell of none."""
        del given
        return ()

    def close(self) -> None:
        """Do nothing."""


@dataclass(slots=True)
class FakeEngine:
    """`ran` gives the exit code of one run of the program on a Dockerfile in `folder`."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    builder: FakeBuilder
    sandbox: FakeSandbox = field(default_factory=_Closing)
    out: str = ""
    err: str = ""

    def run(self, *words: str) -> int:
        """Run the program; what it printed is in `out` and `err`."""
        self.capture.readouterr()
        code = cli.run(words)
        self.out, self.err = self.capture.readouterr()
        return code


def fake_engine(
    monkeypatch: pytest.MonkeyPatch, folder: Path, capture: pytest.CaptureFixture[str]
) -> Callable[..., FakeEngine]:
    """Put one in the place of the machine's own, and the program into a folder."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    monkeypatch.setenv("DOCKER_CONFIG", str(folder / "config"))

    def make(text: str, *fails: str) -> FakeEngine:
        (folder / "Dockerfile").write_text(text)
        builder = FakeBuilder(fails=fails, keeps_images=True)
        here = FakeEngine(folder, capture, builder)
        choice = Choice(kind=BuilderKind.LEGACY, program="")
        monkeypatch.setattr(work, "choose", lambda *_: choice)
        monkeypatch.setattr(work, "load", lambda *_: builder)
        for module in (sandbox, tools):
            monkeypatch.setattr(module, "DockerSandbox", lambda *_: here.sandbox)
        return here

    return make
