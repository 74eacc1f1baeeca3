"""A program was started or replaced while its file was still open."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?P<path>[^\s:'\"‘]*/[^\s:'\"’]+)?['\"’]?(?:: |\(|ETXTBSY: )"  # noqa: RUF001 - coreutils'
    r"[Tt]ext file (?:is )?busy.*$",
    "ext file",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None:
        return None
    return Told(
        cause=f"{hit['path'] or 'A program'} was started or replaced while its file was open.",
        because=proofs((hit,)),
        advice=(
            "Put `sync` between the `chmod` or copy and the start of the program, or split the RUN "
            "in two; do not replace a program that runs."
        ),
        confidence=0.9,
    )


RULE = Rule(
    code="BB666",
    name="text-busy",
    title="A program file was still open when it was started",
    category=Category.FS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Some storage drivers keep a file open for a moment after chmod or a copy.",
        instruction="RUN chmod +x setup.sh && ./setup.sh",
        example="/bin/sh: 1: ./setup.sh: Text file busy",
        fix="Write `chmod +x setup.sh && sync && ./setup.sh`, or two RUN lines.",
        exit_code=126,
    ),
)
