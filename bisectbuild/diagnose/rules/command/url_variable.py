"""A download does not exist, and its URL holds a variable that nothing gives a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature
from bisectbuild.dockerfile.model import Instruction

_LINE = Signature(
    r"^[^\n]{0,200}?(?:curl: \(22\)[^\n]* (?:404|403|400)\b|curl: \((?:3|6)\)"
    r"|ERROR (?:404|403|400): |wget: server returned error: HTTP/\S+ (?:404|403|400)\b)",
    "curl: (", "ERROR 40", "wget: server",
)  # fmt: skip
_URL: Final = re.compile(r"https?://[^\s'\"`|)<>;\\]+")
_NAME: Final = re.compile(r"\$\{?([A-Za-z_]\w*)(?=[}\W]|$)\}?")
# The shell or the image sets these.
_OFTEN: Final = frozenset({"HOME", "PATH", "PWD", "HOSTNAME", "USER", "RANDOM", "SHELL"})


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(20))
    if hit is None or case.dockerfile is None or _failed(case) is None:
        return None
    names = [name for url in _URL.findall(case.source) for name in _NAME.findall(url)]
    given = set(_given(case))
    name = next((name for name in names if name not in given | _OFTEN), "")
    if not name or _assigned(case.source, name):
        return None
    above = next((each for each in _args(case.dockerfile.global_args, name)), None)
    return Told(
        cause=f"The URL of the download holds ${{{name}}}, which has no value in this stage.",
        because=proofs((hit,)),
        advice=f"Write `ARG {name}` again in this stage: that of line {above.span.start} stands "
        "before FROM."
        if above
        else f"Add `ARG {name}=VERSION` in this stage before the RUN (an ARG of another stage, or "
        "--build-arg alone, does not reach it).",
        commands=("env | sort",),
        confidence=0.9 if above else 0.87,
    )


def _failed(case: Case) -> Instruction | None:
    if case.instruction is not None or case.dockerfile is None:
        return case.instruction
    every = (each for stage in case.dockerfile.stages for each in stage.instructions)
    return next(
        (each for each in every if each.keyword == "RUN" and each.value in case.source), None
    )


def _given(case: Case) -> Iterator[str]:
    """Give the names that ARG and ENV of the stage, and of the stages it is built on, set."""
    seen: set[int] = set()
    file, failed = case.dockerfile, _failed(case)
    at = failed.stage if failed is not None else None
    while file is not None and at is not None and at not in seen:
        seen.add(at)
        stage = file.stages[at]
        for each in stage.instructions:
            if each.keyword in {"ARG", "ENV"}:
                yield from re.findall(r"(?:^|\s)([A-Za-z_]\w*)", each.value)
        words = (stage.base or "").split()
        base = words[0] if words else ""
        at = next((other.index for other in file.stages if base and other.name == base), None)


def _args(args: tuple[Instruction, ...], name: str) -> list[Instruction]:
    return [each for each in args if re.match(rf"{name}\b", each.value)]


def _assigned(source: str, name: str) -> bool:
    return re.search(rf"(?<![$\w{{]){name}=|\b(?:for|read)\b[^;\n]*\b{name}\b", source) is not None


RULE = Rule(
    code="BB669",
    name="url-variable-empty",
    title="The URL of a download holds a variable without a value",
    category=Category.ARG_ENV,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A variable that no ARG or ENV of the stage sets is empty, and the server has "
        "nothing at the address that is left. ARG values end with their stage, and those before "
        "FROM must be declared again.",
        instruction="RUN curl -fsSLO https://dl.kelp.example/$KELP_VERSION/kelp.tgz",
        example="curl: (22) The requested URL returned error: 404",
        fix="Declare `ARG KELP_VERSION` in the stage that downloads.",
        exit_code=22,
        dockerfile="ARG KELP_VERSION=3\nFROM debian:13\nRUN curl -fsSLO "
        "https://dl.kelp.example/$KELP_VERSION/kelp.tgz\n",
    ),
)
