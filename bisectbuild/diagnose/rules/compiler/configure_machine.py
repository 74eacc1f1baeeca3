"""configure does not know this CPU: its config.guess is older than the CPU."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:[^\n]*Invalid configuration [`'](?P<machine>[^'`\n]+)': (?:machine|system|OS) "
    r"[`'][^'`\n]+' not recognized"
    r"|configure: error: cannot guess build type; you must specify one"
    r"|[^\n]*config\.guess: unable to guess system type"
    r"|configure: error: (?:unrecognized|unsupported) (?:host |target )?(?:CPU|architecture"
    r"|platform)"
    r"[^\n]*)",
    "not recognized", "cannot guess build type", "unable to guess system type",
    "configure: error: un",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    machine = hit["machine"] or case.facts.image_cpu
    return Told(
        cause="This source's configure does not know the machine"
        + (f" {machine}." if machine else " that it runs on."),
        because=proofs((hit,)),
        advice=(
            "Replace its config.guess and config.sub by those of the distribution's "
            "`autotools-dev` (or `automake`), run `autoreconf -fi`, or build for linux/amd64."
        ),
        commands=("uname -m", "find . -name config.guess", "ls /usr/share/misc/config.guess"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB520",
    name="configure-machine",
    title="configure does not know the CPU",
    category=Category.PLATFORM,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="Sources of before about 2012 carry scripts that do not know arm64 and newer CPUs.",
        instruction="RUN ./configure",
        example="configure: error: cannot guess build type; you must specify one",
        fix="Take newer config.guess and config.sub files, or name the build type with `--build`.",
    ),
)
