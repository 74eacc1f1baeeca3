"""The lock file of npm, yarn, pnpm or bun does not fit package.json."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.npm_log import NPM, PNPM
from bisectbuild.diagnose.rules.language.words import listed
from bisectbuild.diagnose.signature import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stale:
    """How one tool says it: its lock file and the command that writes it anew."""

    line: Signature
    lock: str
    command: str


_ALL: Final = (
    _Stale(
        line=Signature(
            NPM + r"(?:[`']?npm ci[`']? can only install packages when your package\.json "
            r"and package-lock\.json|cipm can only install packages when your package\.json)",
            "can only install packages when",
        ),
        lock="package-lock.json",
        command="npm install --package-lock-only",
    ),
    _Stale(
        line=Signature(
            r"^error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`",
            "Your lockfile needs to be updated",
        ),
        lock="yarn.lock",
        command="yarn install",
    ),
    _Stale(
        line=Signature(
            r"^[^\n]*YN0028:[^\n]*(?:lockfile would have been (?:modified|created)|explicitly "
            r"forbidden)",
            "YN0028",
        ),
        lock="yarn.lock",
        command="yarn install",
    ),
    _Stale(
        line=Signature(
            r"This package doesn't seem to be present in your lockfile", "present in your lockfile"
        ),
        lock="yarn.lock",
        command="yarn install",
    ),
    _Stale(
        line=Signature(
            PNPM + r"ERR_PNPM_(?:OUTDATED_LOCKFILE|FROZEN_LOCKFILE_WITH_OUTDATED_LOCKFILE|"
            r"LOCKFILE_CONFIG_MISMATCH|LOCKFILE_MISSING_DEPENDENCY)",
            "ERR_PNPM_",
        ),
        lock="pnpm-lock.yaml",
        command="pnpm install",
    ),
    _Stale(
        line=Signature(
            r"^error: lockfile had changes, but lockfile is frozen", "lockfile had changes"
        ),
        lock="bun.lock",
        command="bun install",
    ),
)
_DRIFT = Signature(
    NPM + r"(?:Missing: (?P<missing>\S+) from lock file"
    r"|Invalid: lock file's (?P<has>\S+) does not satisfy (?P<wants>\S+))",
    "from lock file",
    "Invalid: lock file's",
)


def _settings(line: str) -> str:
    named = re.search(r'current "(\w+)" configuration', line)
    return f"pnpm's setting `{named[1]}`" if named else "pnpm's settings"


def _check(case: Case) -> Told | None:
    for stale in _ALL:
        hit = stale.line.last(case.log)
        if hit is None:
            continue
        drift = tuple(_DRIFT.hits(case.log))
        names = listed(each["missing"] or each["wants"] for each in drift)
        config = "LOCKFILE_CONFIG_MISMATCH" in hit.line
        return Told(
            cause=f"{stale.lock} does not fit "
            + (f"{_settings(hit.line)} in package.json or "
            "pnpm-workspace.yaml" if config else "package.json")
            + (f": it lacks {names}." if names else "."),
            because=proofs((hit, *drift)),
            advice=(
                f"Run `{stale.command}` outside of the build, with the version of the tool that "
                f"the image has, and commit {stale.lock}"
                + ("; in a workspace, copy every package.json, pnpm-workspace.yaml and patches "
                   "before this step." if stale.lock != "package-lock.json" else ".")
            ),
            commands=("npm --version", f"ls -la package.json {stale.lock}"),
            confidence=0.96,
        )  # fmt: skip
    return None


RULE = Rule(
    code="BB453",
    name="node-lock-stale",
    title="A Node lock file does not fit package.json",
    category=Category.LOCKFILE_MISMATCH,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="package.json was changed and the lock file was not, or was written by another "
        "version of the tool; a frozen install refuses to repair it.",
        instruction="RUN npm ci",
        example="npm error code EUSAGE\nnpm error `npm ci` can only install packages when your "
        "package.json and package-lock.json or npm-shrinkwrap.json are in sync.\n"
        "npm error Missing: applecart@2.1.0 from lock file",
        fix="Install outside of the build and commit the lock file.",
    ),
)
