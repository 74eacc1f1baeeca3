"""The first error of a C or C++ compiler, where no closer reason is known."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler import c_log
from bisectbuild.diagnose.signature import Signature

# What closer rules, and the rules of memory, tell of.
_OTHERS: Final = re.compile(
    r"No such file or directory$|file not found$|\[-W|Killed signal|^command '"
    r"|#error -- unsupported GNU version"
)
# Names of large files, which musl dropped.
_LARGE: Final = re.compile(
    r"\b(?:p?(?:read|write)v?|f?stat|lstat|off|lseek|fopen|open|mmap|ftruncate)64(?:_t)?\b"
)
_NOTED: Final = Signature(
    c_log.PLACE + r"note: .* is (?:defined in header|a keyword with)",
    "is defined in header", "is a keyword with",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = c_log.ERROR.first(case.log)
    if hit is None or _OTHERS.search(hit["text"]) or _NOTED.first(case.log):
        return None
    dependency = c_log.foreign(hit, case.script)
    return Told(
        cause=f"The compiler refuses {c_log.place(hit)}: {c_log.short(hit['text'])}.",
        because=proofs((hit,)),
        advice=_advice(hit["text"], dependency=dependency),
        commands=("cc --version", "cat /etc/os-release"),
        confidence=0.65 if dependency else 0.7,
        category=Category.NATIVE_BUILD if dependency else None,
    )


def _advice(text: str, *, dependency: bool) -> str:
    if _LARGE.search(text):
        return (
            "musl 1.2.4 (Alpine 3.18 and later) has no such names any more: take a newer release "
            "of the library, or build with `-D_LARGEFILE64_SOURCE` (CFLAGS, CGO_CFLAGS)."
        )
    if dependency:
        return (
            "This is a dependency's native code: take a release of it that is made for the "
            "versions in this image, or an older base image."
        )
    return "Mend that line, or build with the compiler and libraries that it is made for."


RULE = Rule(
    code="BB511",
    name="cc-error",
    title="A C or C++ source does not compile",
    category=Category.APP_COMPILE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The compiler stops at a source; the first error is the cause, the rest follows.",
        instruction="RUN make",
        example="ring.c:31:17: error: 'struct ring' has no member named 'head'",
        fix="Mend the source, or take the compiler and the libraries that it is made for.",
        exit_code=2,
    ),
)
