"""A script of package.json calls a tool that is not in node_modules."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.missing import Absence, missing
from bisectbuild.diagnose.signature import Signature

_OMITTED = Signature(
    r"--(?:omit[= ]dev|production|only=prod\w*|no-dev|prod)\b|NODE_ENV[= ]\"?production"
)
# npx took a package of that name from the registry.
_OTHER_TSC = Signature(r"This is not the tsc command you are looking for", "not the tsc command")
_HOOKS = frozenset({"husky", "lefthook", "simple-git-hooks", "patch-package", "only-allow"})


def _check(case: Case) -> Told | None:
    found = missing(case, Absence.NODE_TOOL)
    other = _OTHER_TSC.last(case.log) if found is None else None
    if found is None and other is None:
        return None
    name = found.name.rpartition("/")[2] if found else "tsc (the package typescript)"
    because = found.proofs if found else proofs((other,) if other else ())
    return Told(
        cause=f"The tool {name} is not installed in the project's node_modules.",
        because=because,
        advice=_advice(case, name),
        commands=("ls node_modules/.bin", "echo $NODE_ENV", "cat package.json"),
        confidence=found.confidence if found else 0.9,
    )


def _advice(case: Case, name: str) -> str:
    if name in _HOOKS:
        return (
            f"{name} is a development tool that a script of package.json runs after installing: "
            "install with `--ignore-scripts`, or have the script end in `|| true`."
        )
    if _omits(case):
        return (
            f"Development packages were left out, and {name} is one: build with all packages "
            "(no `--omit=dev`, no NODE_ENV=production) and prune afterwards."
        )
    return (
        f"Run `npm ci` (or yarn, pnpm) in this stage before the build, with {name} among the "
        "packages of package.json; NODE_ENV=production and `--omit=dev` leave it out, and a later "
        "COPY may hide node_modules."
    )


def _omits(case: Case) -> bool:
    texts = [case.source]
    if case.dockerfile is not None:
        texts += [each.text for each in case.dockerfile.instructions]
    return any(_OMITTED.within(text) for text in texts)


RULE = Rule(
    code="BB608",
    name="node-tool-missing",
    title="A tool of package.json's scripts is not installed",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "npm and yarn run scripts with node_modules/.bin on PATH. The tool is not there: "
            "nothing was installed, or development packages were left out."
        ),
        instruction="RUN npm ci --omit=dev && npm run build",
        example="> lantern@2.1.0 build\n> vite build\n\nsh: 1: vite: not found",
        fix="Install with development packages before the build, and prune afterwards.",
        exit_code=127,
    ),
)
