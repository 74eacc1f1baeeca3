"""A program crashed: a segmentation fault."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Proof, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine import emulation
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    r"(?:^|: |\d )Segmentation fault(?: +\(core dumped\)|[ \t]*$| {2,}\S)"
    r"|\(signal: 11, SIGSEGV|signal SIGSEGV|terminated with signal 11|internal compiler error: "
    r"Segmentation fault|^Bus error",
    "Segmentation fault",
    "SIGSEGV",
    "signal 11",
    "Bus error",
)
_CODE: Final = 139


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(15))
    if (hit is None and case.exit_code != _CODE) or emulation.RULE.check(case) is not None:
        return None
    other = bool(
        case.facts.image_cpu
        and case.facts.machine_cpu
        and case.facts.image_cpu != case.facts.machine_cpu
    )
    return Told(
        cause="A program crashed (segmentation fault)"
        f"{', emulated on another processor' if other else ''}.",
        because=proofs((hit,)) if hit else (Proof(text=f"exit code {case.exit_code}"),),
        advice="Build on a machine of the image's own processor: emulation crashes programs."
        if other
        else "Run it again to see whether it crashes always. If so, its libraries do not fit "
        "(mixed "
        "releases, an old image under a new kernel: `vsyscall=emulate` for images of about "
        "2013), or it has a fault of its own: take another version or a newer base image.",
        commands=("cat /etc/os-release", "uname -rm"),
        confidence=0.75,
    )


RULE = Rule(
    code="BB278",
    name="program-crashed",
    title="A program crashed",
    category=Category.PLATFORM,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="A program touched memory that is not its own, and the kernel stopped it (exit "
        "code "
        "139).",
        instruction="RUN depot warm-up",
        example="Segmentation fault (core dumped)",
        fix="Another version of the program, or another base image.",
        exit_code=139,
    ),
)
