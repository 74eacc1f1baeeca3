"""What the failing stage did before the failing instruction: USER, WORKDIR, COPY and ADD."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from bisectbuild.diagnose.case import Case
from bisectbuild.dockerfile.model import Instruction


def user(case: Case) -> str:
    """Tell in words as whom the step ran, "" where that is not known."""
    lines = [each for each in _before(case) if each.keyword == "USER"]
    if lines:
        return f"the step runs as {lines[-1].value} (USER, line {lines[-1].span.start})"
    return f"the step runs as {case.facts.user}" if case.facts.user else ""


def workdir(case: Case) -> str:
    """Give the directory that the step ran in, "" where that is not known."""
    path = ""
    for each in _before(case):
        if each.keyword == "WORKDIR" and "$" not in each.value:
            path = posixpath.normpath(posixpath.join(path or "/", each.value.strip("\"'")))
    return path


def copies(case: Case) -> tuple[Instruction, ...]:
    """Give the COPY and ADD lines of the stage before the failing instruction."""
    return tuple(each for each in _before(case) if each.keyword in {"COPY", "ADD"})


def copied(case: Case, path: str) -> Instruction | None:
    """Give the last COPY or ADD that names a file as the path's last part does."""
    name = posixpath.basename(path.rstrip("/"))
    named = (each for each in copies(case) if name and name in _names(each))
    return next(reversed(tuple(named)), None)


def copied_later(case: Case, path: str) -> Instruction | None:
    """Give the COPY or ADD after the failing instruction that names the path's last part."""
    name = posixpath.basename(path.rstrip("/"))
    later = (each for each in _after(case) if each.keyword in {"COPY", "ADD"})
    return next((each for each in later if name and name in _names(each)), None)


def installed_elsewhere(case: Case, words: tuple[str, ...]) -> str:
    """Give the stage that installs one of the packages while the failing one does not."""
    if case.dockerfile is None or case.instruction is None:
        return ""
    for stage in case.dockerfile.stages:
        for each in stage.instructions:
            if stage.index != case.instruction.stage and _installs(each, words):
                return stage.name or str(stage.index)
    return ""


def _installs(instruction: Instruction, words: tuple[str, ...]) -> bool:
    parts = instruction.value.split()
    adds = {"install", "add", "-S"} & set(parts)
    return instruction.keyword == "RUN" and bool(adds) and any(word in parts for word in words)


def _names(instruction: Instruction) -> set[str]:
    return {posixpath.basename(word.rstrip("/")) for word in instruction.value.split()}


def _before(case: Case) -> Iterator[Instruction]:
    for each in _of_stage(case):
        if case.instruction is None or each.index >= case.instruction.index:
            return
        yield each


def _after(case: Case) -> Iterator[Instruction]:
    for each in _of_stage(case):
        if case.instruction is not None and each.index > case.instruction.index:
            yield each


def _of_stage(case: Case) -> tuple[Instruction, ...]:
    failed = case.instruction
    if case.dockerfile is None or failed is None or failed.stage is None:
        return ()
    return case.dockerfile.stages[failed.stage].instructions
