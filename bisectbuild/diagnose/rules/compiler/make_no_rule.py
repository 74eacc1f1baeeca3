"""make or ninja knows no way to make a target."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.libraries import linked
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import add
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[ \t]*g?make(?:\[\d+\])?: \*\*\* No rule to make target [`'](?P<target>[^'`\n]+)'"
    r"(?:, needed by [`'](?P<user>[^'`\n]+)')?\.",
    "No rule to make target",
)
_NINJA = Signature(
    r"^ninja: error: (?:'(?P<target>[^'\n]+)', needed by '(?P<user>[^'\n]+)', missing and no known "
    r"rule to make it|unknown target '(?P<unknown>[^'\n]+)'"
    r"|loading '(?P<file>build\.ninja)': No such file)",
    "ninja: error: ",
)
_ERROR = Signature(r"^[ \t]*g?make(?:\[\d+\])?: \*\*\* ", "*** ")
_CLEANING: Final = {"clean", "distclean", "mrproper", "maintainer-clean"}
_LIBRARY: Final = re.compile(r"^/usr/.*/lib(?P<name>[\w+-]+)\.(?:so|a)[\d.]*$")

# What stopped before it could write build files; that is the cause.
_UNCONFIGURED = Signature(
    r"^[ \t]*(?:-- Configuring incomplete|CMake Error|\S*meson\.build:\d+:\d+: ERROR)",
    "-- Configuring incomplete",
    "CMake Error",
    "ERROR: ",
)


def _check(case: Case) -> Told | None:
    hit = next((each for each in _LINE.hits(case.log) if not _lived(case, each)), None)
    if hit is not None and "akefile" in hit["target"] and not hit["user"]:
        return None
    if hit is not None:
        return _told(case, "make", hit, hit["target"], hit["user"])
    hit = _NINJA.first(case.log)
    if hit is None:
        return None
    if hit["file"] and _UNCONFIGURED.first(case.log):
        return None
    return _told(case, "ninja", hit, hit["target"] or hit["unknown"] or hit["file"], hit["user"])


def _lived(case: Case, hit: Hit) -> bool:
    """Tell whether make went on: cleaning first is often allowed to fail."""
    later = _ERROR.last(case.log)
    return hit["target"] in _CLEANING and later is not None and later.number > hit.number


def _bring(case: Case, target: str) -> str:
    library = _LIBRARY.match(target)
    if library is None:
        return (
            f"COPY {target} into the image before this step (look at .dockerignore and at git "
            "submodules), or install the package that holds it."
        )
    known = linked(library["name"])
    return add(case, known) if known else f"Install the development package that holds {target}."


def _told(case: Case, tool: str, hit: Hit, target: str, user: str) -> Told:
    if user:
        cause = (
            f"{target}, which {user} is made of, is not there, and {tool} knows no way to make it."
        )
        advice = _bring(case, target)
        category = Category.FILE_MISSING
    elif target.endswith(".mk"):
        cause = f"{tool} finds no {target}, which its makefile includes."
        advice = "The script that writes it was not run, or failed: read the lines above."
        category = Category.FILE_MISSING
    elif target == "build.ninja":
        cause = "ninja found no build.ninja in the folder where it runs."
        advice = "Run the step that writes it (cmake -G Ninja, meson setup) and mend what stops it."
        category = Category.FILE_MISSING
    else:
        cause = f"{tool} knows no target {target}."
        advice = (
            f"Correct the name {target}, or run {tool} where the build files that have it lie; the "
            "checked-out version may have renamed it."
        )
        category = Category.APP_CONFIG
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=("pwd", f"ls -la {target.rpartition('/')[0] or '.'}", "git submodule status"),
        confidence=0.6 if target.endswith(".mk") else 0.85,
        category=category,
    )


RULE = Rule(
    code="BB515",
    name="make-no-rule",
    title="make or ninja does not know how to make a target",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A target that was asked for is not in the build files, or a file that they need "
        "is not in the image.",
        instruction="RUN make",
        example="make: *** No rule to make target 'lib/kite.c', needed by 'lib/kite.o'.  Stop.",
        fix="Bring the file into the image, or correct the target's name.",
        exit_code=2,
    ),
)
