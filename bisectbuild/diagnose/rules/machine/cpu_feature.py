"""A program uses instructions that the processor does not have, or crashed."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Proof, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LEVEL: Final = Signature(
    r"(?:Fatal glibc error: CPU does not support (?P<level>[\w-]+)|CPU ISA level is lower than "
    r"required|This program can only be run on .*processors with (?P<needs>\w+))",
    "CPU",
    "processors with",
)
_ILLEGAL: Final = Signature(
    r"^(?:.*: )?(?:line \d+: +\d+ )?Illegal instruction\b.*|\(signal: 4, SIGILL|signal SIGILL",
    "Illegal instruction",
    "SIGILL",
)
_KERNEL: Final = Signature(r"FATAL: kernel too old|kernel too old$", "kernel too old")
_ILLEGAL_CODE: Final = 132


def _check(case: Case) -> Told | None:
    end = case.log.tail(25)
    level, kernel, illegal = (line.last(end) for line in (_LEVEL, _KERNEL, _ILLEGAL))
    if kernel is not None:
        return Told(
            cause="The image's C library needs a newer kernel than the builder's machine has.",
            because=proofs((kernel,)),
            advice="Update the machine's kernel, or take an older base image.",
            commands=("uname -r",),
            confidence=0.95,
        )
    if level is None and illegal is None and case.exit_code != _ILLEGAL_CODE:
        return None
    needs = (level["level"] or level["needs"] or "its level") if level else ""
    hit = level or illegal
    return Told(
        cause=f"A program needs instructions ({needs}) that this processor does not have."
        if needs
        else "A program ran into an instruction that this processor does not have.",
        because=proofs((hit,)) if hit else (Proof(text=f"exit code {case.exit_code}"),),
        advice="Take an image or package that is built for older processors (RHEL 9 and its kin "
        "need x86-64-v2, 10 x86-64-v3), or a machine that has the instructions; in a virtual "
        "machine pass the host's processor through.",
        commands=("grep -m1 flags /proc/cpuinfo", "uname -m"),
        confidence=0.95 if level else 0.85,
    )


RULE = Rule(
    code="BB273",
    name="cpu-feature",
    title="The processor lacks an instruction",
    category=Category.PLATFORM,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="Programs may be built for newer processors than the one they run on. The kernel "
        "stops them with SIGILL (exit code 132).",
        instruction="RUN dnf install -y git",
        example="Fatal glibc error: CPU does not support x86-64-v2",
        fix="Another image or another machine.",
        exit_code=127,
    ),
)
