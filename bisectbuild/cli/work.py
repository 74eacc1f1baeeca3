"""Joins what a person asked for with a builder: reading the file, choosing, searching."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bisectbuild import session as sessions
from bisectbuild.builder import Builder, BuildRequest
from bisectbuild.cli.headstart import HeadStart
from bisectbuild.cli.options import standard_input
from bisectbuild.cli.paths import is_file, is_folder, is_shut, is_there
from bisectbuild.cli.secrets import secrets_of
from bisectbuild.dockerfile.model import Dockerfile
from bisectbuild.dockerfile.parse import parse
from bisectbuild.engines import load
from bisectbuild.engines.choose import Choice, choose
from bisectbuild.errors import EngineError, UnreadableError
from bisectbuild.options import BuildOptions, Manner
from bisectbuild.redact.text import redact_flag
from bisectbuild.search.plan import Plan
from bisectbuild.tty.paint import Paint, wants_color

if TYPE_CHECKING:
    from bisectbuild.console import Display


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Everything one command works with."""

    options: BuildOptions
    manner: Manner
    session: sessions.Session
    dockerfile: Dockerfile
    choice: Choice
    builder: Builder
    plan: Plan
    display: Display
    paint: Paint
    began: float
    started: datetime


def read(options: BuildOptions) -> Dockerfile:
    """Read and parse the Dockerfile.

    Raises UnreadableError where it or the build context cannot be read, DockerfileError where it
    is no Dockerfile.
    """
    path = options.dockerfile
    data = read_dockerfile(path)
    _check_context(options)
    return parse(data, name=options.shown)


def read_dockerfile(path: Path | None) -> bytes:
    """Read the bytes of a Dockerfile (None: from standard input).

    Raises UnreadableError with advice.
    """
    if path is None:
        return standard_input()
    try:
        return path.read_bytes()
    except IsADirectoryError:
        raise UnreadableError(
            f"{path} is a directory, not a Dockerfile.", hint=_in_folder(path)
        ) from None
    except (FileNotFoundError, NotADirectoryError):
        raise UnreadableError(f"There is no file {path}.", hint=_nearby(path.parent)) from None
    except OSError as error:
        raise UnreadableError(
            f"{path} cannot be read: {error.strerror}.", hint="Check its owner and mode (ls -l)."
        ) from error


def _in_folder(folder: Path) -> str:
    return f"Name the file in it, for instance: -f {folder / 'Dockerfile'}"


def _nearby(folder: Path) -> str:
    found = sorted(p.name for p in folder.glob("*ockerfile*") if is_file(p))
    if found:
        return f"In {folder} there is: {', '.join(found[:5])}"
    return "Name the Dockerfile: bisectbuild debug PATH/TO/Dockerfile"


def _check_context(options: BuildOptions) -> None:
    context = options.context
    if not is_there(context) and not is_shut(context):
        raise UnreadableError(
            f"The build context {context} does not exist.",
            hint="Give it after the Dockerfile: bisectbuild debug Dockerfile CONTEXT",
        )
    if not is_folder(context) and not is_shut(context):
        raise UnreadableError(
            f"The build context {context} is not a directory.",
            hint="Give a directory: bisectbuild debug Dockerfile CONTEXT",
        )
    if not os.access(context, os.R_OK | os.X_OK):
        raise UnreadableError(
            f"The build context {context} cannot be read.",
            hint="Check its owner and mode (ls -ld).",
        )


@contextmanager
def opened(
    options: BuildOptions, manner: Manner, dockerfile: Dockerfile, *, whole: bool
) -> Iterator[Job]:
    """Choose a builder and open a session for the block; the display is closed after it.

    `whole` says that the person's own build comes first: it is begun at once. An error or Ctrl-C
    in the block removes what the session made in the engine.
    """
    began, started = time.monotonic(), datetime.now(UTC)
    environment = dict(os.environ)
    choice = choose(options.builder, environment)
    session = sessions.begin(environment)
    plan = plan_of(options, dockerfile, session, environment)
    with ExitStack() as stack:
        builder = load(choice, environment, session.note)
        if whole:
            builder = stack.enter_context(closing(HeadStart(builder, plan.request)))
        # Imported while the builder already works.
        from bisectbuild.console import display  # noqa: PLC0415

        paint = Paint(on=wants_color(manner.color, sys.stderr))
        shown = display(manner.progress, sys.stderr, paint, ci=bool(environment.get("CI")))
        stack.callback(shown.close)
        with _tidied(choice, environment, session, shown):
            yield Job(
                options=options,
                manner=manner,
                session=session,
                dockerfile=dockerfile,
                choice=choice,
                builder=builder,
                plan=plan,
                display=shown,
                paint=paint,
                began=began,
                started=started,
            )


@contextmanager
def _tidied(
    choice: Choice, environment: Mapping[str, str], session: sessions.Session, shown: Display
) -> Iterator[None]:
    """Remove what the session made in the engine if the block ends in an error or Ctrl-C."""
    try:
        yield
    except UnreadableError:
        shown.close()
        # Where the engine is too old or away, builders complain of something else: it says so.
        _tidy(choice, environment, session)
        raise
    except BaseException:
        shown.close()
        with suppress(EngineError):  # An engine that went away keeps what it has.
            _tidy(choice, environment, session)
        raise


def _tidy(choice: Choice, environment: Mapping[str, str], session: sessions.Session) -> None:
    # What speaks to the engine's API is slow to import, and a build that passes needs none of it.
    from bisectbuild.cli.leftovers import tidy  # noqa: PLC0415
    from bisectbuild.engines.sandbox import DockerSandbox  # noqa: PLC0415

    with closing(DockerSandbox(choice, environment)) as sandbox:
        tidy(sandbox, session)


def plan_of(
    options: BuildOptions,
    dockerfile: Dockerfile,
    session: sessions.Session,
    environment: Mapping[str, str],
) -> Plan:
    """Give what to build, as a session of this program builds it."""
    return Plan(
        dockerfile=dockerfile,
        request=_request(dockerfile, options),
        build_args=options.build_args(environment),
        labels=session.labels,
        # A name is given once: an image that lost its name to another could not be found.
        image=f"{sessions.IMAGES}:{session.id}-{os.urandom(2).hex()}",
        secrets=secrets_of(options, dockerfile, environment),
        log_dir=session.log_dir,
    )


def bare_plan(dockerfile: Dockerfile, options: BuildOptions, secrets: tuple[str, ...]) -> Plan:
    """Give a plan that tells what would be built, and is never built."""
    return Plan(
        dockerfile=dockerfile,
        request=_request(dockerfile, options),
        build_args=options.build_args(os.environ),
        labels=(),
        log_dir=Path(os.devnull),
        secrets=secrets,
    )


def _request(dockerfile: Dockerfile, options: BuildOptions) -> BuildRequest:
    """Give the build that a person asked for."""
    return BuildRequest(
        dockerfile=dockerfile.data,
        dockerfile_path=options.dockerfile,
        context=str(options.context),
        context_is_remote=False,
        target=options.target,
        flags=options.flags,
        labels=(),
        load=False,
    )


def command_line(command: str, options: BuildOptions, *extra: str) -> str:
    """Give a command that does this again, ready to paste; secrets in it have no value.

    A build arg without a value is taken from the environment, as `docker build` does. What a
    bundle brought here is gone with the session, so it is resumed again.
    """
    if options.bundled is not None:
        return shlex.join(("bisectbuild", "resume", options.bundled.name))
    words = ["bisectbuild", command, "-" if options.dockerfile is None else str(options.dockerfile)]
    if options.dockerfile is None or options.context != options.dockerfile.parent:
        words.append(str(options.context))
    if options.target:
        words.append(f"--target={options.target}")
    if options.builder != "auto":
        words.append(f"--builder={options.builder}")
    words.extend(map(redact_flag, options.flags))
    return shlex.join((*words, *extra))
