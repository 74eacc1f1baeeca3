"""The install script of a Node package failed."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.gyp_log import addon
from bisectbuild.diagnose.rules.language.npm_log import NPM
from bisectbuild.diagnose.signature import Hit, Signature

_STEPS: Final = r"preinstall|install|postinstall|prepare|prepublish"
_OLD = Signature(NPM + rf"(?P<who>\S+) (?P<script>{_STEPS}): `(?P<command>[^`\n]+)`", ": `")
_NEW = Signature(
    NPM
    + r"path (?P<path>/\S*node_modules/\S+)\n(?:[^\n]*\n){0,1}?[ \t]*npm (?:ERR!|error) command "
    r"failed\n"
    r"[ \t]*npm (?:ERR!|error) command (?:sh -c(?: --)? )?(?P<command>[^\n]+)",
    "command failed",
)
_ROOT = Signature(
    NPM + r"path (?P<path>/(?!\S*node_modules)\S*)\n[ \t]*npm (?:ERR!|error) command failed\n"
    r"[ \t]*npm (?:ERR!|error) command (?:sh -c(?: --)? )?(?P<command>[^\n]+)",
    "command failed",
)
_YARN = Signature(
    r"^error (?P<path>/\S*node_modules/\S+): Command failed\.\n(?:Exit code: [^\n]+\n)?Command: "
    r"(?P<command>[^\n]+)",
    ": Command failed",
)
_OTHERS = Signature(
    r"YN0009:[^\n]*?(?P<who>(?:@[\w.-]+/)?[\w.-]+)@(?P<command>[^\n]*?) couldn't be built "
    r"successfully"
    rf"|^\S*node_modules/(?P<pnpm>(?:@[\w.-]+/)?[\w.-]+) (?P<script>{_STEPS}): Failed$",
    "YN0009",
    ": Failed",
)
_HOOK = Signature(
    r"^(?:/bin/)?sh: (?:\d+: )?(?P<tool>husky|patch-package|lefthook|simple-git-hooks|is-ci|ngcc"
    r"|only-allow|"
    r"nuxt|nuxi|prisma|tsc|rimraf|lerna|electron-builder|panda|svelte-kit): (?:not found"
    r"|Permission denied)"
    r"|^(?:npm (?:ERR!|error) )?sh: (?:line \d+: )?(?P<tool2>husky|patch-package|lefthook"
    r"|simple-git-hooks): "
    r"command not found",
    "not found",
)
_RUNS = Signature(rf"^> \S+@\S+ (?P<script>{_STEPS})(?: /\S*)?$", "> ")
_INSTALLS: Final = re.compile(
    r"\b(?:npm (?:ci|i|install)|pnpm (?:i|install)|yarn(?: install|$| --))"
)


def _check(case: Case) -> Told | None:
    hook, runs = _HOOK.last(case.log), _RUNS.last(case.log)
    if hook is not None and runs is not None and _INSTALLS.search(case.script):
        return _hook(hook, runs)
    own = _ROOT.last(case.log)
    if own is not None and runs is not None and _INSTALLS.search(case.script):
        return Told(
            cause=f"The project's own `{runs['script']}` script failed, which npm runs after an "
            f"install: `{own['command'].strip()[:120]}`.",
            because=proofs((runs, own)),
            advice="Read what the script printed; `--ignore-scripts` leaves it out of the install.",
            commands=(f"grep -n {runs['script']} package.json",),
            confidence=0.65,
        )
    other = _OTHERS.last(case.log)
    if other is not None:
        return _failed(other, other["who"] or other["pnpm"], "")
    hit = _NEW.last(case.log) or _YARN.last(case.log) or _OLD.last(case.log)
    if hit is None:
        return None
    who = hit.match.groupdict().get("who") or addon(case.log)
    return _failed(hit, who, f": `{hit['command'].strip()[:120]}`")


def _failed(hit: Hit, who: str, command: str) -> Told:
    return Told(
        cause=f"The install script of {who or 'a package'} failed{command}.",
        because=proofs((hit,)),
        advice=(
            "Read what the script printed above that line: mostly a download that failed, a tool "
            "that is missing, or a Node that the package does not fit. An optional package may be "
            "left out; `--ignore-scripts` skips all such scripts."
        ),
        commands=("node --version", "npm --version"),
        confidence=0.55,
    )


def _hook(hook: Hit, runs: Hit) -> Told:
    tool = hook["tool"] or hook["tool2"]
    script = runs["script"]
    return Told(
        cause=f"package.json runs {tool} in its `{script}` script, and {tool} is not installed: "
        "its devDependencies were left out.",
        because=proofs((runs, hook)),
        advice=(
            f"Add `--ignore-scripts` to this install, or let the script pass without it "
            f'(`"{script}": "{tool} || true"`), or install with devDependencies in the build stage.'
        ),
        commands=(f"grep -n {script} package.json", "echo $NODE_ENV"),
        confidence=0.93,
    )


RULE = Rule(
    code="BB472",
    name="node-install-script",
    title="A Node package's install script failed",
    category=Category.PKG_SCRIPT_FAIL,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="Packages may run a script when they are installed; one of them ended with an "
        "error, which it printed above.",
        instruction="RUN npm ci",
        example="npm error code 1\nnpm error path /app/node_modules/plumfetch\n"
        "npm error command failed\nnpm error command sh -c node install.js",
        fix="Read the script's own output.",
    ),
)
