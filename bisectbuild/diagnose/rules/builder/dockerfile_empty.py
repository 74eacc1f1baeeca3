"""The Dockerfile holds no instruction, or no FROM."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_EMPTY = Signature(r"Dockerfile(?: \([^)\n]*\))? cannot be empty|file with no instructions")
_NO_STAGE = Signature(
    r"dockerfile contains no stages to build|No image was generated\. Is your Dockerfile empty"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _EMPTY, _NO_STAGE)
    if not heard or case.exit_code is not None:
        return None
    empty = "stages" not in heard.match[0] and "image" not in heard.match[0]
    return Told(
        cause=(
            "The Dockerfile holds no instruction at all."
            if empty
            else "The Dockerfile holds no FROM, or nothing that makes an image of its own."
        ),
        because=heard.because,
        advice=(
            "Look whether -f names the right file and whether it was saved; "
            "lines that begin with # do not count."
            if empty
            else "Add a FROM, and below `FROM scratch` at least one further instruction."
        ),
        confidence=0.95,
    )


RULE = Rule(
    code="BB143",
    name="dockerfile-empty",
    title="The Dockerfile holds nothing to build",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The file is empty, holds comments alone, or has no FROM.",
        instruction="",
        example="the Dockerfile cannot be empty",
        fix="Write the instructions, or give the right file with -f.",
        exit_code=None,
    ),
)
