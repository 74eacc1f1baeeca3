"""rustc finds no linker."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.rules.compiler.install import add, packages
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(r"^[ \t]*error: linker `(?P<tool>[^`\n]+)` not found", "error: linker `")

_FAILED = Signature(
    r"^[ \t]*error: linking with `(?P<tool>[^`\n]+)` failed: exit", "error: linking with"
)
# The linker's own words, in the note or below it.
_NOTE = Signature(
    r"^[ \t]*(?:= note: )?(?:\S*/)?(?:ld(?:\.\w+)?|rust-lld|mold|collect2|cc|clang): "
    r"(?P<text>(?!error: ld returned)[^\n]+)",
    "ld", "mold", "cc: ", "clang: ",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return _failed(case)
    tool = hit["tool"]
    if tool in {"cc", "gcc"}:
        wanted = packages("build-essential", "build-base", "gcc")
    elif tool in {"clang", "lld", "mold"}:
        wanted = packages(tool, tool, tool)
    else:
        wanted = None
    return Told(
        cause=f"rustc needs the linker {tool}, which is not in the image.",
        because=proofs((hit,)),
        advice=add(case, wanted)
        if wanted
        else f"Install the cross toolchain that has {tool}, or name another in .cargo/config.toml.",
        commands=(f"command -v {tool}", "cat .cargo/config.toml", "rustc -vV"),
        confidence=0.95,
    )


def _failed(case: Case) -> Told | None:
    hit = _FAILED.first(case.log)
    if hit is None:
        return None
    note = _NOTE.last(case.log)
    return Told(
        cause=f"The linker {hit['tool']} failed" + (f": {short(note['text'])}." if note else "."),
        because=proofs(each for each in (hit, note) if each),
        advice="Install what its note asks for (a library's development package), or the cross "
        "toolchain of the target.",
        commands=("rustc -vV", "cat .cargo/config.toml"),
        confidence=0.6,
    )


RULE = Rule(
    code="BB578",
    name="rust-linker",
    title="Rust finds no linker, or it fails",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="rustc links with the C compiler, and the image has none.",
        instruction="RUN cargo build",
        example="error: linker `cc` not found\n  |\n  = note: No such file or directory",
        fix="Install gcc (with the C library's headers) before the step.",
        exit_code=101,
    ),
)
