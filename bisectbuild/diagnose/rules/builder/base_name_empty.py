"""A variable in FROM has no value, so the name of the image is empty or broken."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_BLANK = Signature(r"base name \((?P<text>[^)\n]*)\) should not be blank")
_FORMAT = Signature(r"invalid reference format(?!: repository name)")
_VARIABLE: Final = re.compile(r"\$\{?(\w+)(:?[-+?][^}]*)?")


def _check(case: Case) -> Told | None:
    blank = hear(case, _BLANK)
    heard = blank or hear(case, _FORMAT)
    if not heard or case.exit_code is not None:
        return None
    names = _unset(case, heard["text"] or case.source)
    if not names:
        return None
    listed = ", ".join(f"`{name}`" for name in names)
    first = names[0]
    return Told(
        cause=f"The FROM uses {listed}, and without a value no image's name is left.",
        because=heard.because,
        advice=(
            f"Write a default above the first FROM (`ARG {first}=value`), or give "
            f"`--build-arg {first}=value`; an ARG within a stage does not count for FROM."
        ),
        confidence=0.95 if blank else 0.9,
    )


def _unset(case: Case, text: str) -> tuple[str, ...]:
    """Give the variables of a FROM that have no default before the first FROM."""
    used = [name for name, default in _VARIABLE.findall(text) if not default]
    if case.dockerfile:
        given = {
            word.partition("=")[0]
            for arg in case.dockerfile.global_args
            for word in arg.value.split()
            if word.partition("=")[2].strip("\"'")
        }
        used = [name for name in used if name not in given] or used
    return tuple(dict.fromkeys(used))


RULE = Rule(
    code="BB136",
    name="base-name-empty",
    title="A variable in FROM has no value",
    category=Category.ARG_ENV,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "FROM sees only the ARGs before the first FROM. This one has no default there, and "
            "none was given with --build-arg."
        ),
        instruction="FROM ${BASE}",
        example="base name (${BASE}) should not be blank",
        fix="Give the ARG a default, or the build a --build-arg.",
        exit_code=None,
    ),
)
