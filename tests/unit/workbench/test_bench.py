"""A debugging session without a screen, over a scripted builder and a sandbox of no engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bisectbuild.builder import BuilderInfo, BuilderKind, StepStatus
from bisectbuild.dockerfile.place import Place, Side
from bisectbuild.errors import EngineError, PlaceError
from bisectbuild.outcome import Broken, Healthy
from bisectbuild.postmortem import Postmortem
from bisectbuild.sandbox import Mount
from bisectbuild.workbench.banner import banner
from bisectbuild.workbench.bench import Bench
from bisectbuild.workbench.tools import Story
from tests.support.fake_sandbox import FakeSandbox
from tests.support.fakes import FakeBuilder

FILE = "FROM base\nARG WORD=a\nRUN one\nRUN two\nRUN three\n"
BUILDKIT = BuilderInfo(kind=BuilderKind.BUILDKIT, name="default", version="", why="")


class NoChronicle:
    """Writes nothing."""

    def record(self, story: Story) -> Postmortem:
        """Write none."""
        raise NotImplementedError

    def tell(self, story: Story) -> str:
        """Say what was typed."""
        return "\n".join(story.transcript)

    def write(self, story: Story, path: Path) -> None:
        """Do nothing."""


@dataclass(slots=True)
class World:
    """A workbench and what it works with."""

    bench: Bench
    builder: FakeBuilder
    sandbox: FakeSandbox
    said: list[str]


def no_agent(mount: object) -> Mount:
    """Have no agent to give."""
    del mount
    raise EngineError("no agent here")


def line(bench: Bench, number: int, side: Side = Side.BEFORE) -> Place:
    """Give a place by the number of an instruction."""
    return Place(instruction=bench.dockerfile.instructions[number - 1], side=side)


def test_each_layer_is_built_once_however_often_it_is_gone_to(
    world: Callable[..., World],
) -> None:
    """Forwards, backwards, and to the other side of the instruction before."""
    here = world()
    bench = here.bench
    for number, side in ((3, Side.AFTER), (4, Side.AFTER), (4, Side.BEFORE), (3, Side.AFTER)):
        bench.go(bench.dockerfile.instructions[number - 1], side)

    assert len(here.builder.requests) == 2
    assert bench.place == line(bench, 3, Side.AFTER)


def test_where_the_build_fails_on_the_way_the_person_stands_before_the_culprit(
    world: Callable[..., World],
) -> None:
    """And the instructions say how they stand."""
    bench = world(builder=FakeBuilder(fails=("two",))).bench
    outcome = bench.go(bench.points[-1], Side.AFTER)

    assert isinstance(outcome, Broken)
    assert bench.place == line(bench, 4)
    assert [bench.status(point).value for point in bench.points[2:]] == [
        "done",
        "failed",
        "not-run",
    ]


def test_nothing_is_built_before_a_from(world: Callable[..., World]) -> None:
    """One can stand there, and enter nothing."""
    here = world()

    assert here.bench.go(here.bench.points[0], Side.BEFORE) is None
    assert here.builder.requests == []


def test_a_place_has_one_container_with_the_steps_args_user_and_directory(
    world: Callable[..., World],
) -> None:
    """Words are run in it one after the other, and it goes when the workbench is closed."""
    here = world()
    here.bench.run("ls", line(here.bench, 4))
    here.bench.run("pwd", line(here.bench, 4))
    (container,) = here.sandbox.opened
    here.bench.close()

    assert container.request.image == "image-3"
    assert container.request.env == (("WORD", "a"),)
    assert [process.argv[-1] for process in container.ran[-2:]] == ["ls", "pwd"]
    assert {process.user for process in container.ran[-2:]} == {"7"}
    assert container.closed


def test_setting_an_arg_closes_what_was_open_and_holds_in_the_builds_that_follow(
    world: Callable[..., World],
) -> None:
    """The place stays."""
    here = world()
    here.bench.go(here.bench.dockerfile.instructions[2], Side.AFTER)
    here.bench.run("ls")
    here.bench.set_argument("WORD", "b")
    here.bench.go(here.bench.dockerfile.instructions[2], Side.AFTER)

    assert here.sandbox.opened[0].closed
    assert here.builder.requests[-1].flags == ("--build-arg=WORD=b",)
    assert here.bench.place == line(here.bench, 3, Side.AFTER)


def test_a_legacy_step_that_left_no_container_cannot_be_entered_after_it(
    world: Callable[..., World],
) -> None:
    """The message says how to get one."""
    bench = world(builder=FakeBuilder(fails=("two",))).bench
    bench.retry()

    with pytest.raises(PlaceError, match="left no container") as raised:
        bench.run("ls", line(bench, 4, Side.AFTER))
    assert "retry" in raised.value.hint


def test_a_copy_that_failed_left_nothing(world: Callable[..., World]) -> None:
    """Before it is all there is."""
    bench = world("FROM base\nCOPY x /\n", FakeBuilder(fails=("COPY",))).bench
    bench.retry()

    with pytest.raises(PlaceError, match="leaves nothing"):
        bench.run("ls", line(bench, 2, Side.AFTER))


SECRET = "RUN --mount=type=secret,id=s --mount=type=secret,id=v,env=TOKEN --mount=type=ssh two"


def test_a_secret_goes_in_by_a_pipe_or_a_process_and_never_by_the_container(
    world: Callable[..., World], tmp_path: Path
) -> None:
    """Neither its request nor a command line holds it; what is missing is said."""
    (tmp_path / "s").write_text("hush-hush")
    flags = (f"--secret=id=s,src={tmp_path / 's'}", f"--secret=id=v,src={tmp_path / 's'}")
    here = world(f"FROM base\n{SECRET}\n", FakeBuilder(info=BUILDKIT), flags=flags)
    here.bench.run("ls", line(here.bench, 2))
    container = here.sandbox.opened[-1]

    assert "hush-hush" not in repr(container.request)
    assert "hush-hush" not in repr([process.argv for process in container.ran])
    assert b"hush-hush" in container.fed
    assert container.ran[-1].env == (("TOKEN", "hush-hush"),)
    assert [(m.kind, m.target) for m in container.request.mounts] == [("tmpfs", "/run/secrets")]
    room = here.bench.rooms.room(line(here.bench, 2))
    assert room.missing == ("ssh agent default (no agent here)",)
    assert "Not as in the step: ssh agent default (no agent here)" in banner(
        here.bench.plan, room, None
    )


def test_a_secret_in_the_layer_itself_is_laid_in_by_our_tools_and_is_in_no_kept_image(
    world: Callable[..., World], tmp_path: Path
) -> None:
    """It is taken away before the image is made, and is there again afterwards."""
    (tmp_path / "s").write_text("hush-hush")
    text = "FROM base\nRUN --mount=type=secret,id=s,target=/root/.npmrc two\n"
    flags = (f"--secret=id=s,src={tmp_path / 's'}",)
    here = world(text, FakeBuilder(info=BUILDKIT), flags=flags)
    here.bench.keep("name", line(here.bench, 2))
    container = here.sandbox.opened[-1]

    assert container.request.toolbox
    assert container.kept == ["name"]
    assert ("/.bisectbuild/bin/busybox", "rm", "-f", "/root/.npmrc") in [
        process.argv for process in container.ran
    ]
    assert container.fed.count(b"hush-hush") == 2


def test_the_context_is_mounted_read_only_for_a_copy_and_for_no_copy_from_a_stage(
    world: Callable[..., World],
) -> None:
    """It is filled through a container that is gone by then."""
    here = world("FROM base AS one\nFROM base\nCOPY a /\nCOPY --from=one b /\n")
    for number in (3, 4):
        here.bench.run("ls", line(here.bench, number))
    helper, copy, copy_from = here.sandbox.opened

    assert helper.closed
    assert [(m.target, m.read_only) for m in copy.request.mounts] == [
        ("/.bisectbuild/context", True)
    ]
    assert copy_from.request.mounts == ()


def test_what_was_typed_is_kept_with_its_secrets_masked(world: Callable[..., World]) -> None:
    """The exit code, a tab, the command."""
    lines = (b"1\0/work\0:echo hush-hush\0\n", b"0\0/work\0:NPM_TOKEN='a b' npm i\0\n")
    typed = {"/.bisectbuild/transcript": b"".join(lines)}
    here = world(sandbox=FakeSandbox(files=typed), flags=("--build-arg=API_TOKEN=hush-hush",))
    here.bench.shell(line(here.bench, 4))

    assert here.bench.transcript == ("1\techo ***", "0\tNPM_TOKEN=*** npm i")


def test_retry_reads_the_file_anew_and_stands_at_the_end_of_what_passes(
    world: Callable[..., World], tmp_path: Path
) -> None:
    """Whatever was open is closed."""
    here = world(builder=FakeBuilder(fails=("two",)))
    here.bench.retry()
    here.bench.run("ls")
    (tmp_path / "Dockerfile").write_text(FILE.replace("two", "2"))
    outcome = here.bench.retry()

    assert isinstance(outcome, Healthy)
    assert here.sandbox.opened[0].closed
    assert here.bench.place == line(here.bench, 5, Side.AFTER)
    assert here.bench.status(here.bench.points[3]) is StepStatus.DONE


def test_the_banner_says_what_failed_where_one_is_and_how_to_go_on(
    world: Callable[..., World],
) -> None:
    """At most seven lines."""
    here = world(builder=FakeBuilder(fails=("two",)))
    here.bench.retry()
    room = here.bench.rooms.room(line(here.bench, 4))
    told = banner(here.bench.plan, room, here.bench.outcome)

    assert told == (
        "✗ Dockerfile:4: RUN two (exit code 7)",
        "You are before it, after Dockerfile:3: RUN one",
        "rerun runs the failed command (↑ brings it), rerun -x traces it.",
        "Leave with exit or Ctrl-D; what you change here is gone in the end, unless you keep it.",
    )
    bare = replace(room, missing=("a", "b"))
    assert banner(here.bench.plan, bare, None)[3] == "Not as in the step: a, b"
