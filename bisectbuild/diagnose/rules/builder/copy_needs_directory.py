"""COPY has several sources, and its destination is no directory."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"[Ww]hen using (?:COPY|ADD) with more than one source file, the destination must be a "
    r"directory and end with a /"
    r"|multiple sources? (?:to|and) .*?non-?directory destination"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard:
        return None
    words = case.source.split()
    target = words[-1].strip("[]\"'") if len(words) > 1 else ""
    named = f"`{target}`" if target else "the destination"
    return Told(
        cause=f"Several files are copied to {named}, which does not end with a slash.",
        because=heard.because,
        advice=f"End the destination with a slash: `{target or 'path'}/`.",
        confidence=0.97,
    )


RULE = Rule(
    code="BB104",
    name="copy-needs-directory",
    title="Several files need a directory to be copied to",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "With several sources, or a pattern that fits several files, COPY wants a directory, "
            "and it knows one by the slash at its end."
        ),
        instruction="COPY kiosk.toml themes.toml /etc/kiosk",
        example=(
            "When using COPY with more than one source file, the destination must be a "
            "directory and end with a /"
        ),
        fix="Write a slash at the end of the destination.",
        exit_code=None,
    ),
)
