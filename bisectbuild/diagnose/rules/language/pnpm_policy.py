"""pnpm stops at its own rules: build scripts that nobody allowed, a question without a terminal."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.npm_log import PNPM
from bisectbuild.diagnose.signature import Signature

_BUILDS = Signature(
    PNPM + r"ERR_PNPM_IGNORED_BUILDS\]?:?[^\S\n]*(?:Ignored build scripts: )?(?P<names>[^\n]*)",
    "ERR_PNPM_IGNORED_BUILDS",
)
_TTY = Signature(
    PNPM + r"ERR_PNPM_ABORTED_REMOVE_MODULES_DIR(?:_NO_TTY)?", "ERR_PNPM_ABORTED_REMOVE_MODULES_DIR"
)
_STRICT = Signature(
    PNPM
    + r"ERR_PNPM_BAD_PM_VERSION\]?[^\n]*This project is configured to use (?P<wants>v?\S+) of pnpm"
    r"\. Your current pnpm is (?P<has>v?\S+)",
    "ERR_PNPM_BAD_PM_VERSION",
)


def _check(case: Case) -> Told | None:
    builds = _BUILDS.last(case.log)
    if builds is not None:
        names = builds["names"].strip().rstrip(".") or "dependencies"
        return Told(
            cause=f"pnpm did not run the build scripts of {names}, which nothing allows, and "
            "stops at that.",
            because=proofs((builds,)),
            advice=(
                "Run `pnpm approve-builds` outside of the build and commit what it writes "
                "(pnpm-workspace.yaml: copy that file before the install too). pnpm 11 made this "
                "an error: pin pnpm's version instead of `pnpm@latest`."
            ),
            commands=("pnpm --version", "cat pnpm-workspace.yaml"),
            confidence=0.97,
        )
    tty = _TTY.last(case.log)
    if tty is not None:
        return Told(
            cause="pnpm wants to remove a node_modules that it did not make, and has no terminal "
            "to ask on.",
            because=proofs((tty,)),
            advice=(
                "Set `ENV CI=true`, and keep the host's node_modules out of the image "
                "(.dockerignore)."
            ),
            commands=("ls -la node_modules | head", "cat .dockerignore"),
            confidence=0.96,
        )
    strict = _STRICT.last(case.log)
    if strict is None:
        return None
    return Told(
        cause=f"The project wants pnpm {strict['wants']}, and the image has {strict['has']}.",
        because=proofs((strict,)),
        advice="Install that one (`corepack enable`, or `npm install -g pnpm@VERSION`).",
        commands=("pnpm --version", "grep packageManager package.json"),
        confidence=0.96,
        category=Category.RUNTIME_VERSION,
    )


RULE = Rule(
    code="BB469",
    name="pnpm-policy",
    title="pnpm stops at its own rules",
    category=Category.ENV_POLICY,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="pnpm runs build scripts of dependencies only where they are allowed (an error "
        "since pnpm 11), and asks before it removes a foreign node_modules.",
        instruction="RUN pnpm install --frozen-lockfile",
        example="[ERR_PNPM_IGNORED_BUILDS] Ignored build scripts: plumhash@2.4.1\n"
        'Run "pnpm approve-builds" to pick which dependencies should be allowed to run scripts.',
        fix="Approve the builds and commit that, or pin pnpm.",
    ),
)
