"""npm ends with a fault of its own, or refuses how it is called."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.npm_log import NPM
from bisectbuild.diagnose.signature import Signature

_KNOWN: Final = (
    (
        Signature(NPM + r"Tracker \"idealTree\" already exists", "idealTree"),
        "npm runs in the root directory, where its version cannot work.",
        "Set `WORKDIR /app` before the COPY and the install.",
        Category.APP_CONFIG,
        0.97,
    ),
    (
        Signature(NPM + r"As of npm@5, the npm cache self-heals", "cache self-heals"),
        "npm 5 and later refuse `npm cache clean` without `--force`.",
        "Write `npm cache clean --force`, or leave it out.",
        Category.ENV_POLICY,
        0.97,
    ),
    (
        Signature(
            r"^npm (?:ERR!|error) (?:cb\(\) never called!|Exit handler never called!)",
            "never called!",
        ),
        "npm stopped in the middle by a fault of its own, mostly for want of memory or network.",
        (
            "Try again; then take another npm (`npm install -g npm@LATEST_FOR_THIS_NODE`) and give "
            "the builder more memory."
        ),
        Category.PKG_SCRIPT_FAIL,
        0.7,
    ),
    (
        Signature(
            NPM + r"(?:Cannot read propert(?:y|ies) [^\n]*(?:of (?:null|undefined)|reading "
            r"'\w+')[^\n]*|Invalid "
            r"Version: ?[^\n]*|Maximum call stack size exceeded|must provide string spec)",
            "Cannot read propert",
            "Invalid Version",
            "Maximum call stack",
            "must provide string spec",
        ),
        (
            "npm stumbles on the lock file or node_modules: another npm wrote them, or they were "
            "merged badly."
        ),
        (
            "Remove package-lock.json and node_modules, install anew outside of the build with the "
            "npm of the image, and commit the lock file."
        ),
        Category.LOCKFILE_MISMATCH,
        0.65,
    ),
    (
        Signature(
            r"gyp ERR! stack Error: EACCES: permission denied, mkdir '(?P<path>[^'\n]+)'", "EACCES"
        ),
        "npm before 7 runs install scripts as another user than root, who may not write there.",
        (
            "Add `--unsafe-perm` to the install (or `npm config set unsafe-perm true` first), or "
            "run it as a user that owns the directory."
        ),
        Category.ENV_POLICY,
        0.85,
    ),
)
_LOCAL = Signature(
    NPM + r"(?:Could not install from \"(?P<npm>[^\"\n]+)\" as it does not contain a package\.json"
    r"|(?:enoent )?ENOENT: no such file or directory, (?:open|stat) '(?P<tar>/[^'\n]+\.tgz)')"
    r"|^error Package \"[^\"\n]*\" refers to a non-existing file '\"?(?P<yarn>[^'\"\n]+)",
    "does not contain a package.json",
    ".tgz'",
    "refers to a non-existing file",
)


def _check(case: Case) -> Told | None:
    local = _LOCAL.last(case.log)
    if local is not None:
        path = local["npm"] or local["tar"] or local["yarn"]
        return Told(
            cause=f"package.json takes a dependency from {path}, which is not in the image.",
            because=proofs((local,)),
            advice="COPY that directory or file before the install, at the same relative path.",
            commands=("grep -n 'file:' package.json", "ls -la"),
            confidence=0.95,
            category=Category.FILE_MISSING,
            fault=Fault.DOCKERFILE,
        )
    for form, cause, advice, category, confidence in _KNOWN:
        hit = form.last(case.log)
        if hit is not None:
            return Told(
                cause=cause,
                because=proofs((hit,)),
                advice=advice,
                commands=("node --version", "npm --version", "pwd"),
                confidence=confidence,
                category=category,
            )
    return None


RULE = Rule(
    code="BB473",
    name="npm-itself",
    title="npm refuses its call, or fails by itself",
    category=Category.ENV_POLICY,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Some of npm's errors are about how it is called (no WORKDIR, no --force, root), "
        "others its own faults over a lock file that another npm wrote.",
        instruction="RUN npm install",
        example='npm ERR! Tracker "idealTree" already exists',
        fix="Do what the cause says; set WORKDIR first of all.",
    ),
)
