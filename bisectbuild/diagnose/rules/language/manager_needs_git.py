"""A dependency is fetched with git, and the image has no git."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.native_needs import GIT
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.installing import how
from bisectbuild.diagnose.rules.language.npm_log import NPM
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    NPM + r"(?:syscall spawn git|code ENOGIT|not found: git|enoent undefined ls-remote)"
    r"|spawn git ENOENT|No git binary found"
    r"|^error Couldn't find the binary git"
    r"|Error \[Errno 2\] No such file or directory: 'git'"
    r"|Cannot find command 'git' - do you have 'git' installed and in your PATH"
    r"|git was not found in your PATH, skipping source download"
    r"|You need to install git to be able to use gems from git repositories"
    r"|Git executable not found\. Ensure that Git is installed",
    "spawn git", "ENOGIT", "not found: git", "ls-remote", "git binary", "binary git", "'git'",
    "git was not found", "install git", "Git executable",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    warned = "skipping source download" in hit.line
    tool = _tool(hit.line)
    return Told(
        cause=f"{tool} fetches a dependency from a git repository, and the image has no git.",
        because=proofs((hit,)),
        advice=(
            f"Run {how(case, GIT)} before this step (composer also wants `unzip`), or let the "
            "dependency be an archive or a released version."
        ),
        commands=(
            "which git",
            "grep -n 'git' package.json requirements*.txt Gemfile composer.json",
        ),
        confidence=0.6 if warned else 0.96,
    )


def _tool(line: str) -> str:
    for word, tool in (
        ("npm ", "npm"),
        ("spawn git", "npm"),
        ("the binary git", "yarn"),
        ("Git executable", "uv"),
        ("skipping source", "composer"),
        ("gems", "bundler"),
    ):
        if word in line:
            return tool
    return "pip"


RULE = Rule(
    code="BB464",
    name="manager-needs-git",
    title="A dependency comes from git, which is not installed",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A package manager calls git for a dependency that is given as a repository; slim "
        "and Alpine images have none.",
        instruction="RUN npm install",
        example="npm error code ENOENT\nnpm error syscall spawn git\nnpm error path git",
        fix="Install git in the stage that installs.",
    ),
)
