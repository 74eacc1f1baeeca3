"""The Dockerfile read anew, or changed on disk meanwhile; and what is secret stays so."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bisectbuild.builder import BuildEvent, BuildRequest
from bisectbuild.dockerfile.place import Side
from bisectbuild.errors import EngineError
from bisectbuild.outcome import Broken
from bisectbuild.workbench.banner import banner
from tests.support.fakes import FakeBuilder
from tests.unit.workbench.test_bench import FILE, World, line

Worlds = Callable[..., World]
TOKEN = "--build-arg=TOKEN=tr0ub4dor-9431"


@dataclass(slots=True)
class Stopped(FakeBuilder):
    """A builder that is stopped where it is told to be."""

    stop: BaseException | None = None

    def build(self, request: BuildRequest) -> Generator[BuildEvent]:
        """Raise what was set, else build."""
        if self.stop is not None:
            raise self.stop
        # dataclass(slots=True) makes a new class, which a bare super() does not know.
        yield from FakeBuilder.build(self, request)


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), EngineError("It went away.")])
@pytest.mark.parametrize("text", ["# above\n" + FILE, "FROM base\n"])
def test_a_retry_that_is_stopped_leaves_all_as_it_was(
    world: Worlds, tmp_path: Path, stop: BaseException, text: str
) -> None:
    """The outcome speaks of the instructions of the file that it was built from."""
    here = world(builder=Stopped(fails=("two",)))
    bench = here.bench
    bench.retry()
    plan, place, outcome = bench.plan, bench.place, bench.outcome
    (tmp_path / "Dockerfile").write_text(text)
    assert isinstance(here.builder, Stopped)
    here.builder.stop = stop
    with pytest.raises(type(stop)):
        bench.retry()

    assert (bench.plan, bench.place, bench.outcome) == (plan, place, outcome)
    assert bench.status(bench.points[3]).value == "failed"
    here.builder.stop = None
    bench.retry()
    assert bench.dockerfile.data.decode() == text


def test_edit_builds_a_file_whose_change_was_never_built(world: Worlds, tmp_path: Path) -> None:
    """As after an edit whose build was stopped."""
    bench = world().bench
    (tmp_path / "Dockerfile").write_text("FROM base\nRUN other\n")

    assert bench.edit() is not None
    assert bench.points[-1].text == "RUN other"
    assert bench.edit() is None


@pytest.mark.parametrize("text", ["# above\n" + FILE, "FROM base\n"])
def test_setting_an_arg_takes_no_changed_file_in(world: Worlds, tmp_path: Path, text: str) -> None:
    """Where one stands and what failed are of the file as it was read; retry reads it again."""
    here = world(builder=FakeBuilder(fails=("two",)))
    bench = here.bench
    bench.retry()
    (tmp_path / "Dockerfile").write_text(text)
    bench.set_argument("WORD", "b")
    bench.run("ls")

    assert bench.dockerfile.data.decode() == FILE
    assert bench.place == line(bench, 4)
    assert isinstance(bench.outcome, Broken)
    assert b"RUN one" in here.builder.requests[-1].dockerfile
    assert here.sandbox.opened[-1].request.env == (("WORD", "b"),)


def test_a_secret_that_was_set_to_another_value_stays_one(world: Worlds) -> None:
    """It may have been typed."""
    bench = world(flags=(TOKEN,)).bench
    bench.set_argument("TOKEN", "another-one-77")
    bench.retry()

    assert {"tr0ub4dor-9431", "another-one-77"} <= set(bench.secrets)


def test_the_history_of_an_image_shows_no_secret_build_arg(world: Worlds) -> None:
    """Builders write them into what made a layer."""
    here = world("FROM base\nARG TOKEN\nRUN one\n", flags=(TOKEN,))
    made = "RUN |1 TOKEN=tr0ub4dor-9431 /bin/sh -c echo tr0ub4dor-9431 # buildkit"
    layers = here.sandbox.history("image")
    here.sandbox.layers = (replace(layers[0], created_by=made),)
    here.bench.go(here.bench.points[-1], Side.AFTER)
    (layer,) = here.bench.history()

    assert layer.created_by == "RUN |1 TOKEN=*** /bin/sh -c echo *** # buildkit"


def test_the_banner_shows_no_secret_that_stands_in_the_file(world: Worlds) -> None:
    """Neither of the step nor of the layer before it."""
    text = "FROM base\nARG TOKEN\nRUN echo tr0ub4dor-9431\nRUN two tr0ub4dor-9431\n"
    bench = world(text, flags=(TOKEN,)).bench
    told = banner(bench.plan, bench.rooms.room(line(bench, 4)), None)

    assert told[:2] == (
        "Dockerfile:4: RUN two ***",
        "You are before it, after Dockerfile:3: RUN echo ***",
    )
