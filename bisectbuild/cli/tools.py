"""What a workbench works with, joined from one command's job."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bisectbuild.builder import BuilderKind
from bisectbuild.cli.leftovers import tidy
from bisectbuild.cli.setting import JobChronicle
from bisectbuild.cli.work import Job, plan_of, read
from bisectbuild.dockerfile.check import check
from bisectbuild.engines.agent import Agents
from bisectbuild.engines.api import find_endpoint
from bisectbuild.engines.dockerconfig import read_config
from bisectbuild.engines.driver import has_own_store
from bisectbuild.engines.legacy_flags import proxy_variables
from bisectbuild.engines.process import hand_over
from bisectbuild.engines.sandbox import DockerSandbox
from bisectbuild.errors import EngineError, UsageError
from bisectbuild.limits import BUILDX, EMBEDDED
from bisectbuild.options import BuildOptions
from bisectbuild.search.plan import Plan
from bisectbuild.workbench.bench import Bench
from bisectbuild.workbench.tools import Tools

if TYPE_CHECKING:
    from bisectbuild.outcome import Outcome

_EDITORS = ("VISUAL", "EDITOR")
_NO_EDITOR = (
    "Set VISUAL or EDITOR to one that is there before you start. For now, change the file in"
    " another terminal and type retry."
)
_GOTO = frozenset({"code", "codium", "code-insiders", "cursor"})


@contextmanager
def workbench(job: Job, outcome: Outcome | None = None) -> Iterator[Bench]:
    """Give the workbench of a job; whatever happens, all that the session made goes after it."""
    with tooled(job) as tools, closing(Bench(tools, job.options, job.plan, outcome)) as bench:
        yield bench


@contextmanager
def forgetting(job: Job, tools: Tools) -> Iterator[Tools]:
    """Give the same tools for very many builds, which the builder's history then forgets."""
    if not job.choice.plugin:
        yield tools
        return
    from bisectbuild.engines.forgetful import ForgetfulBuilder  # noqa: PLC0415 - rarely needed
    from bisectbuild.engines.history import History  # noqa: PLC0415 - the same

    history = History(choice=job.choice, env=tools.environment)
    builder = ForgetfulBuilder(tools.builder, history)
    try:
        yield replace(tools, builder=builder)
    finally:
        builder.forget()


@contextmanager
def tooled(job: Job) -> Iterator[Tools]:
    """Give what works for a job; whatever happens, all that the session made goes after it."""
    environment = dict(os.environ)
    agents = Agents(job.options.flags, environment, find_endpoint(environment).address)
    sandbox = DockerSandbox(job.choice, environment)
    try:
        yield _tools(job, sandbox, agents, environment)
    except BaseException:
        with suppress(EngineError):  # An engine that went away keeps what it has.
            tidy(sandbox, job.session)
        raise
    else:
        tidy(sandbox, job.session)
    finally:
        agents.close()
        sandbox.close()


def _tools(job: Job, sandbox: DockerSandbox, agents: Agents, environment: dict[str, str]) -> Tools:
    return Tools(
        builder=job.builder,
        sandbox=sandbox,
        session=job.session.id,
        watch=job.display,
        environment=environment,
        plan=lambda options: _plan(job, options),
        say=lambda line: say(job, line),
        edit=edit,
        agent=agents.mount,
        chronicle=JobChronicle(job=job, sandbox=sandbox),
        own_store=lambda: has_own_store(job.choice, environment),
        heeds=_heeds(job),
        client_version=job.choice.client_version,
        proxies=_proxies(job, environment),
    )


def _proxies(job: Job, environment: dict[str, str]) -> tuple[tuple[str, str], ...]:
    address = find_endpoint(environment).address
    found = proxy_variables(read_config(environment), address, job.choice.client_version)
    return tuple(found.items())


def say(job: Job, line: str) -> None:
    """Print a line for the person, beside the result."""
    if job.manner.form == "text":
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def edit(path: Path, line: int) -> int:
    """Open the person's editor at a line; give its exit code. Raises UsageError without one."""
    words = _editor()
    place = (f"+{line}", str(path))
    if Path(words[0]).name in _GOTO:
        place = ("--goto", f"{path}:{line}")
    return hand_over((*words, *place), os.environ)


def _editor() -> list[str]:
    """Give the words of the editor's command line."""
    given = ((name, os.environ.get(name, "").strip()) for name in _EDITORS)
    name, line = next((pair for pair in given if pair[1]), ("", "vi"))
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise UsageError(f"{name} cannot be read: {error} in: {line}", hint=_NO_EDITOR) from None
    if not words or shutil.which(words[0]) is None:
        editor = words[0] if words else line
        raise UsageError(f"The editor `{editor}` was not found.", hint=_NO_EDITOR)
    return words


def _heeds(job: Job) -> frozenset[str] | None:
    if job.choice.kind is BuilderKind.LEGACY:
        return None
    return BUILDX if job.choice.plugin else EMBEDDED


def _plan(job: Job, options: BuildOptions) -> Plan:
    dockerfile = read(options)
    check(dockerfile)
    return plan_of(options, dockerfile, job.session, os.environ)
