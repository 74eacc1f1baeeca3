"""A crate's build script fails by its own word."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Signature

_SCRIPT = Signature(
    r"^[ \t]*error: failed to run custom build command for `(?P<crate>[^`\n]+)`",
    "failed to "
    r"run custom build",
)
_PANIC = Signature(
    r"^[ \t]*thread '[^'\n]*'(?: \(\d+\))? panicked at (?:'(?P<old>[^'\n]+)', (?P<place>\S+)"
    r"|(?P<where>[^\s:]+:\d+):\d+:\n[ \t]*(?P<text>\S[^\n]*))",
    "panicked at",
)


def _check(case: Case) -> Told | None:
    script = _SCRIPT.last(case.log)
    if script is None:
        return None
    panic = _PANIC.last(case.log)
    said = f": {short(panic['old'] or panic['text'])}" if panic else ""
    return Told(
        cause=f"The build script of the crate {script['crate']} failed{said}.",
        because=proofs(each for each in (script, panic) if each),
        advice="Read what it printed below `--- stderr`: mostly a library, a program or a variable "
        "is missing in the image.",
        commands=("cargo build -vv 2>&1 | tail -n 60", "env | sort"),
        confidence=0.6 if panic else 0.5,
    )


RULE = Rule(
    code="BB582",
    name="rust-build-script",
    title="A crate's build script failed",
    category=Category.NATIVE_BUILD,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Crates may run a program of their own (build.rs) before they are compiled; one "
        "failed.",
        instruction="RUN cargo build",
        example=(
            "error: failed to run custom build command for `lamp v0.1.0 (/app)`\n"
            "  thread 'main' panicked at build.rs:4:10:\n  VERSION must be set"
        ),
        fix="Give the script what it asks for.",
        exit_code=101,
    ),
)
