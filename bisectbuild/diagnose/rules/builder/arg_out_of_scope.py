"""An instruction uses a variable that has no value in its stage."""

from __future__ import annotations

import difflib
import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Proof, Rule, Told
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.platforms import predefined
from bisectbuild.dockerfile.scope import PREDEFINED, variables_at

_USED: Final = re.compile(r"(?<![\\$])\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
_LITERAL: Final = re.compile(r"'[^'\n]*'")
# Names of images that set JAVA_VERSION and JAVA_HOME.
_JAVA: Final = ("jdk", "jre", "java", "temurin", "corretto", "maven", "gradle")
_LIKE: Final = 0.85
_SHORTEST: Final = 4


def _check(case: Case) -> Told | None:
    entry = _instruction(case)
    if entry is None or case.dockerfile is None or entry.keyword not in {"RUN", "COPY", "ADD"}:
        return None
    text = _LITERAL.sub("", case.command or entry.source)
    platforms = predefined("linux/amd64")
    declared = _declared(case.dockerfile)
    scope = variables_at(
        case.dockerfile,
        entry.index,
        dict.fromkeys(declared, "1"),
        env_wins=False,
        platform=platforms,
    )
    for name in dict.fromkeys(one or other for one, other in _USED.findall(text)):
        if name in scope or name in PREDEFINED or _set_elsewhere(case.dockerfile, entry, name):
            continue
        if name in declared or name in platforms:
            return _told(case, name, name in platforms, text)
        near = difflib.get_close_matches(name, scope, n=1, cutoff=_LIKE)
        if near and len(name) >= _SHORTEST:
            return _misspelt(name, near[0], text)
    return None


def _instruction(case: Case) -> Instruction | None:
    if case.instruction or case.dockerfile is None:
        return case.instruction
    wanted = " ".join(case.source.split())
    found = [e for e in case.dockerfile.instructions if " ".join(e.source.split()) == wanted]
    return found[0] if len(found) == 1 else None


def _declared(dockerfile: Dockerfile) -> set[str]:
    args = (entry for entry in dockerfile.instructions if entry.keyword == "ARG")
    return {word.partition("=")[0] for entry in args for word in entry.value.split()}


def _set_elsewhere(dockerfile: Dockerfile, entry: Instruction, name: str) -> bool:
    """Tell whether the shell sets a variable itself, or the base image's own ENV is likely to."""
    if _set_by_shell(name, entry.source) or entry.stage is None:
        return True
    program, _, word = name.lower().rpartition("_")
    base = dockerfile.stages[entry.stage].base.lower()
    words = _JAVA if program == "java" else (program,)
    return word in {"version", "home"} and any(each in base for each in words if each)


def _set_by_shell(name: str, text: str) -> bool:
    return (
        re.search(rf"(?:\b{name}\+?=|\b(?:read|for|export|local)\b[^\n;]*\b{name}\b)", text)
        is not None
    )


def _told(case: Case, name: str, platform: bool, text: str) -> Told:  # noqa: FBT001 - which cause
    cause = (
        f"`${name}` is empty here: BuildKit sets it only in stages that declare `ARG {name}`."
        if platform
        else f"`${name}` is empty here: its ARG stands before FROM or in another stage."
    )
    return Told(
        cause=cause,
        because=(_line(text, name),),
        advice=f"Write `ARG {name}` into this stage, below its FROM.",
        commands=(f'echo "${name}"',),
        confidence=0.88 if case.command else 0.6,
    )


def _misspelt(name: str, near: str, text: str) -> Told:
    return Told(
        cause=f"`${name}` is set nowhere in the file, and `{near}` is.",
        because=(_line(text, name),),
        advice=f"Write `${near}`, if that is meant.",
        confidence=0.4,
    )


def _line(text: str, name: str) -> Proof:
    """Give the line of the instruction that uses the variable."""
    lines = (line.strip() for line in text.split("\n"))
    return Proof(text=next((line for line in lines if f"{name}" in line), text.strip())[:300])


RULE = Rule(
    code="BB139",
    name="arg-out-of-scope",
    title="A variable has no value in this stage",
    category=Category.ARG_ENV,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "An ARG before the first FROM is for FROM lines alone; an ARG of one stage is not one "
            "of another. Used elsewhere, its name stands for nothing."
        ),
        instruction="RUN tide fetch --release=$TIDE_RELEASE",
        example="tide: --release wants a value",
        fix="Repeat the ARG, without a value, in each stage that uses it.",
        exit_code=2,
        dockerfile=(
            "ARG TIDE_RELEASE=9\nFROM gardener:$TIDE_RELEASE\n"
            "RUN tide fetch --release=$TIDE_RELEASE\n"
        ),
    ),
)
