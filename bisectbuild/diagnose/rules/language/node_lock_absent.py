"""A frozen install, and no lock file (or none that this version reads) in the image."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import absent
from bisectbuild.diagnose.rules.language.npm_log import NPM, PNPM
from bisectbuild.diagnose.signature import Signature

_NPM = Signature(
    NPM + r"(?:The `npm ci` command can only install with an existing package-lock\.json"
    r"|cipm can only install packages with an existing package-lock\.json)",
    "can only install",
)
_PNPM = Signature(PNPM + r"ERR_PNPM_NO_LOCKFILE", "ERR_PNPM_NO_LOCKFILE")
_OLD = Signature(
    PNPM + r"ERR_PNPM_LOCKFILE_BREAKING_CHANGE\]?|^[^\n]*Ignoring not compatible lockfile at",
    "ERR_PNPM_LOCKFILE_BREAKING_CHANGE",
    "Ignoring not compatible lockfile",
)


def _check(case: Case) -> Told | None:
    old, missing = _OLD.last(case.log), _PNPM.last(case.log)
    if old is not None and (missing is not None or "BREAKING" in old.line):
        return Told(
            cause="The image's pnpm cannot read pnpm-lock.yaml: another major version wrote it.",
            because=proofs((old, *((missing,) if missing else ()))),
            advice=(
                "Install the pnpm that wrote it: name it in package.json (`packageManager`) and "
                "use corepack, or `npm install -g pnpm@MAJOR`; `pnpm@latest` moves on."
            ),
            commands=("pnpm --version", "head -3 pnpm-lock.yaml"),
            confidence=0.95,
            category=Category.RUNTIME_VERSION,
        )
    if missing is not None:
        return absent.told(case, missing, "pnpm-lock.yaml", "pnpm")
    hit = _NPM.last(case.log)
    return absent.told(case, hit, "package-lock.json", "`npm ci`") if hit else None


RULE = Rule(
    code="BB454",
    name="node-lock-absent",
    title="A frozen install finds no lock file",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="`npm ci` and `--frozen-lockfile` install what the lock file says and nothing "
        "else; without it they stop.",
        instruction="RUN npm ci",
        example="npm error code EUSAGE\nnpm error The `npm ci` command can only install with an "
        "existing package-lock.json or\nnpm error npm-shrinkwrap.json with lockfileVersion >= 1.",
        fix="COPY the lock file along with package.json.",
    ),
)
