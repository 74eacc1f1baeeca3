"""A Python lock file is older than the project file, or not there: poetry, pipenv, uv, pdm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lock:
    """One way to say it: the lock file, what is wrong with it, and what makes it right."""

    line: Signature
    lock: str
    wrong: str
    command: str


_STALE: Final = "does not fit the project file any more"
_LOCKS: Final = (
    _Lock(
        line=Signature(
            r"^(?:Error: )?(?:pyproject\.toml changed significantly since poetry\.lock was last "
            r"generated|poetry\.lock is not up to date with pyproject\.toml)",
            "poetry.lock",
        ),
        lock="poetry.lock", wrong=_STALE, command="poetry lock",
    ),
    _Lock(
        line=Signature(
            r"^[ \t]*(?:Error: )?(?:The lock file is not compatible with the current version of "
            r"Poetry"
            r"|The poetry\.lock file (?:does not have|is missing) a (?:content|metadata))",
            "lock file is not compatible", "poetry.lock file",
        ),
        lock="poetry.lock", wrong="was written by a newer Poetry than the image's",
        command="pip install --upgrade poetry",
    ),
    _Lock(
        line=Signature(
            r"^(?:Error: )?Your Pipfile\.lock (?:\(\w+\) )?is out of date"
            r"|^(?:ERROR:: )?Pipfile\.lock (?:is )?out[ -]of[ -]date|^Aborting deploy",
            "Pipfile.lock", "Aborting deploy",
        ),
        lock="Pipfile.lock", wrong=_STALE, command="pipenv lock",
    ),
    _Lock(
        line=Signature(
            r"^(?:ERROR: ?|Error: )?Pipfile\.lock (?:not found|must exist)", "Pipfile.lock"
        ),
        lock="Pipfile.lock", wrong="is not in the image",
        command="pipenv lock",
    ),
    _Lock(
        line=Signature(
            r"The lockfile at `uv\.lock` needs to be updated, but `--(?:locked|frozen|check)` "
            r"was provided",
            "uv.lock",
        ),
        lock="uv.lock", wrong=_STALE, command="uv lock",
    ),
    _Lock(
        line=Signature(r"Unable to find lockfile at `uv\.lock`", "uv.lock"),
        lock="uv.lock", wrong="is not in the image", command="uv lock",
    ),
    _Lock(
        line=Signature(
            r"^\S*(?:Lock file hash doesn't match pyproject\.toml|Lockfile is not up to date)"
            r"|\[PdmUsageError\]: (?:Please run `pdm lock`|The lock file)",
            "pdm", "ock file hash", "Lockfile is",
        ),
        lock="pdm.lock", wrong=_STALE, command="pdm lock",
    ),
)  # fmt: skip


def _check(case: Case) -> Told | None:
    for each in _LOCKS:
        hit = each.line.last(case.log)
        if hit is None:
            continue
        absent = "not in the image" in each.wrong
        return Told(
            cause=f"{each.lock} {each.wrong}.",
            because=proofs((hit,)),
            advice=_advice(each, absent=absent),
            commands=(f"ls -la {each.lock} pyproject.toml Pipfile",),
            confidence=0.96,
            fault=Fault.DOCKERFILE if absent else None,
            category=Category.FILE_MISSING if absent else None,
        )
    return None


def _advice(lock: _Lock, *, absent: bool) -> str:
    if absent:
        return (
            f"COPY {lock.lock} before this step (see .dockerignore); if the project has none, "
            f"run `{lock.command}` outside of the build and commit it."
        )
    if lock.command.startswith("pip "):
        return "Install the Poetry that wrote it (pin its version), or write it anew with the old."
    return (
        f"Run `{lock.command}` outside of the build and commit {lock.lock}; in a workspace, copy "
        "every member's project file as well before this step."
    )


RULE = Rule(
    code="BB433",
    name="python-lock-stale",
    title="A Python lock file does not fit the project",
    category=Category.LOCKFILE_MISMATCH,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The project file was changed after the lock file was written, and the install is "
        "told to take the lock as it is.",
        instruction="RUN uv sync --locked",
        example="Resolved 31 packages in 12ms\nerror: The lockfile at `uv.lock` needs to be "
        "updated, but `--locked` was provided. To update the lockfile, run `uv lock`.",
        fix="Lock again and commit the lock file.",
    ),
)
