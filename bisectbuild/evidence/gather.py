"""Asking the machine about one failure, in little time, and changing nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeAlias

from bisectbuild.context.ignore import Ignore
from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.facts import Facts
from bisectbuild.diagnose.rule import Finding
from bisectbuild.errors import BisectBuildError
from bisectbuild.evidence.image import SCRIPT, read_answer
from bisectbuild.evidence.registry import has_login
from bisectbuild.evidence.scripts import windows_scripts
from bisectbuild.evidence.sources import copied_paths, look_at, unmatched
from bisectbuild.evidence.wanted import programs, wants_image, wants_machine
from bisectbuild.sandbox import Machine

Ask: TypeAlias = Callable[[str, tuple[str, ...]], str]
# Seconds that an image may take to answer; a person waits.
_PATIENCE: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """Whom to ask. What is None cannot be asked here.

    `ask` opens the last good layer and gives what runs a shell script with arguments in it, and
    gives what that printed;
    `machine` tells of the engine's machine, `cpu` of the processor that the image is for. All
    three may raise BisectBuildError. `ignore` holds for the directory `context`. `variables` are
    those of the failing instruction. `logins` are the registries with a stored login.
    """

    ask: Callable[[], Ask] | None = None
    machine: Callable[[], Machine] | None = None
    cpu: Callable[[], str] | None = None
    context: Path | None = None
    ignore: Ignore = field(default_factory=Ignore)
    variables: Mapping[str, str] = field(default_factory=dict)
    logins: frozenset[str] | None = None


def gather(case: Case, findings: Iterable[Finding], whom: Witnesses) -> Facts:
    """Ask what can sharpen the findings; what cannot be had stays unknown."""
    found = tuple(findings)
    facts = Facts()
    if whom.ask is not None and wants_image(case, found):
        with suppress(BisectBuildError):
            facts = _image(whom.ask(), programs(case))
    if wants_machine(case, found):
        facts = _machine(facts, whom)
    if case.keyword == "FROM" and whom.logins is not None:
        facts = replace(facts, login=has_login(case.base, whom.logins))
    return _of_context(facts, case, whom)


def _of_context(facts: Facts, case: Case, whom: Witnesses) -> Facts:
    """Look at the files of the build context."""
    context, dockerfile, instruction = whom.context, case.dockerfile, case.instruction
    if context is None or dockerfile is None or instruction is None:
        return facts
    empty = unmatched(dockerfile, instruction, context, whom.ignore, whom.variables)
    return replace(
        facts,
        sources=tuple(
            look_at(path, context, whom.ignore, dockerfile, instruction)
            for path in copied_paths(dockerfile, instruction, whom.variables)
        ),
        crlf=windows_scripts(case, context),
        unmatched=tuple(empty) if case.keyword == "RUN" else (),
    )


def _image(ask: Ask, names: tuple[str, ...]) -> Facts:
    """Ask the image, and go on without its answer where it takes too long."""
    said: list[str] = []

    def run() -> None:
        with suppress(Exception):  # Nobody waits for this thread's errors; the answer is missing.
            said.append(ask(SCRIPT, names))

    asking = threading.Thread(target=run, daemon=True)
    asking.start()
    asking.join(_PATIENCE)
    return read_answer(said[0], time.time()) if said else Facts()


def _machine(facts: Facts, whom: Witnesses) -> Facts:
    with suppress(BisectBuildError):
        if whom.machine is not None:
            machine = whom.machine()
            facts = replace(facts, memory=machine.memory, machine_cpu=machine.cpu)
    with suppress(BisectBuildError):
        if whom.cpu is not None:
            facts = replace(facts, image_cpu=whom.cpu())
    return facts
