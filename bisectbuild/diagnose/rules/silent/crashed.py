"""A program crashed, and nothing but the exit code says so."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import every
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet

_CODES: Final = {
    134: ("gave up by itself (SIGABRT)", 0.5),
    135: ("reached for memory that is not there (SIGBUS)", 0.7),
    136: ("calculated what cannot be (SIGFPE)", 0.6),
    159: ("made a system call that is forbidden (SIGSYS)", 0.8),
}


def _check(case: Case) -> Told | None:
    known = _CODES.get(case.exit_code or 0)
    if known is None or not quiet(case):
        return None
    words, sure = known
    found = every(case)
    named = f"`{found[-1].text[:100]}`" if len(found) == 1 else "A program of the step"
    cpus = case.facts.image_cpu, case.facts.machine_cpu
    emulated = all(cpus) and cpus[0] != cpus[1]
    return Told(
        cause=f"{named} crashed: it {words}.",
        because=evidence(case, case.script.split("\n", 1)[0]),
        advice=(
            f"The image is {cpus[0]} and the machine {cpus[1]}: emulation crashes easily, build "
            "for the machine's own platform."
            if emulated
            else "Take another version of the program or base image; programs for glibc crash on "
            "Alpine, and emulated ones on another processor."
        ),
        commands=("uname -m", "cat /etc/os-release"),
        confidence=0.85 if emulated else sure,
    )


RULE = Rule(
    code="BB921",
    name="crashed-quiet",
    title="A program crashed in silence",
    category=Category.PLATFORM,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Codes from 129 are 128 and a signal's number: 134 SIGABRT, 135 SIGBUS, "
            "136 SIGFPE. The program itself, or what it is run on, is at fault."
        ),
        instruction="RUN tide compile",
        example="",
        fix="Take another version, or build on the processor that the program is for.",
        exit_code=135,
    ),
)
