"""Going on with a failed build that another process, or another machine, has left."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bisectbuild.builder import BuilderKind
from bisectbuild.bundle.load import load_stream
from bisectbuild.bundle.sizes import LARGEST
from bisectbuild.bundle.unpack import Unpacked, unpack
from bisectbuild.cli.ahead import Ahead
from bisectbuild.cli.ci.left import read_left
from bisectbuild.cli.conclude import conclude
from bisectbuild.cli.judged import judge
from bisectbuild.cli.logs import pieces
from bisectbuild.cli.paths import is_folder
from bisectbuild.cli.trusting import harmless, refuse_privileges
from bisectbuild.cli.work import Job, opened, read
from bisectbuild.engines.oci import SCHEME, pull
from bisectbuild.engines.sandbox import DockerSandbox
from bisectbuild.options import BuildOptions, Bundled, Manner
from bisectbuild.outcome import Broken, Outcome
from bisectbuild.saved.read import read_saved
from bisectbuild.session import IMAGES
from bisectbuild.tty.text import one_line

_WIDTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A failed build that was left: what was built, what it printed, and its states as images.

    `states` gives the images of this engine by what they hold (before, after, mounts), once a
    session is open that they can belong to.
    """

    build: BuildOptions
    logs: tuple[str, ...]
    states: Callable[[Job], Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How to go on; `trust` gives a bundle what its build asks for of this machine.

    `limit` is how many bytes it may have and expand to, None where nobody has said.
    """

    how: Manner
    builder: str
    trust: bool
    limit: int | None = None


def resume(name: str, wish: Wish) -> int:
    """Open a bundle, or what the `ci` that started us has left in a folder; give the exit code."""
    folder = Path(name)
    if is_folder(folder):
        here = read_left(folder, os.environ)
        left = Left(build=here.build, logs=here.logs, states=lambda _: here.images)
        return go_on(left, wish.how)
    with tempfile.TemporaryDirectory(prefix="bisectbuild-") as room:
        unpacked = _unpacked(name, wish.limit, Path(room))
        left = Left(
            build=replace(_build(unpacked, wish, Path(room)), bundled=_bundled(unpacked, name)),
            logs=(str(unpacked.log),),
            states=partial(_loaded, unpacked),
        )
        if not wish.trust:
            refuse_privileges(read(left.build))
        return go_on(left, wish.how)


def _unpacked(name: str, limit: int | None, room: Path) -> Unpacked:
    """Fetch a bundle where it is in a registry, and unpack its papers."""
    file = Path(name)
    if name.startswith(SCHEME):
        most = LARGEST if limit is None else limit
        file = pull(name, room / "fetched", os.environ, limit=most)
    return unpack(file, room / "bundle", limit=limit)


def _build(unpacked: Unpacked, wish: Wish, room: Path) -> BuildOptions:
    """Give the build as it can be built here; without its context an empty folder stands for it."""
    how = unpacked.bundle.how
    context = unpacked.context
    if context is None:
        context = room / "empty"
        context.mkdir()
    kept, others = (how.flags, ()) if wish.trust else harmless(how.flags)
    if others:
        _tell_left_out(others)
    return BuildOptions(
        dockerfile=unpacked.dockerfile,
        context=context,
        target=how.target or None,
        builder=_builder(how.builder) if wish.builder == "auto" else wish.builder,
        flags=kept,
    )


def _builder(kind: str) -> str:
    """Give a builder of the kind that a bundle names; a stranger's could name one of ours."""
    return kind if kind in {BuilderKind.BUILDKIT, BuilderKind.LEGACY} else "auto"


def _bundled(unpacked: Unpacked, name: str) -> Bundled:
    """Tell what people know the build by; what a bundle says of it may be a stranger's word."""
    called = one_line(unpacked.bundle.how.dockerfile, _WIDTH)
    return Bundled(dockerfile=called, name=name)


def _tell_left_out(flags: tuple[str, ...]) -> None:
    """Say what of the build's flags was left out."""
    shown = one_line(shlex.join(flags), _WIDTH)
    sys.stderr.write(f"Left out, as it would take something of this machine: {shown}\n")
    sys.stderr.write("If you trust whoever made the bundle, --trust gives it that.\n")


def _loaded(unpacked: Unpacked, job: Job) -> Mapping[str, str]:
    """Have the engine take the states, under names of this session."""
    names = {state: f"{IMAGES}:{job.session.id}-{state}" for state in unpacked.bundle.images}
    if not names:
        return {}
    with closing(DockerSandbox(job.choice, dict(os.environ))) as sandbox:
        sandbox.load(load_stream(unpacked.bundle, names))
        return {state: sandbox.facts(name).id for state, name in names.items()}


def go_on(left: Left, how: Manner) -> int:
    """Tell what failed and open the shell, as `debug` does after its search."""
    dockerfile = read(left.build)
    saved = read_saved(pieces(left.logs))
    with opened(left.build, how, dockerfile, whole=False) as job:
        job.display.close()
        outcome = judge(saved, dockerfile, job.plan.secrets)
        outcome = with_states(outcome, left.states(job))
        with closing(Ahead(job, active=False)) as ahead:
            return conclude(job, outcome, ahead)


def with_states(outcome: Outcome, states: Mapping[str, str]) -> Outcome:
    """Give an outcome whose states need not be built."""
    if not isinstance(outcome, Broken):
        return outcome
    good = outcome.last_good
    if good is not None and states.get("before"):
        good = replace(good, image=states["before"])
    return replace(
        outcome, last_good=good, left=states.get("after", ""), mounts=states.get("mounts", "")
    )
