"""The standard library's headers include each other less than they did."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler import c_log
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    c_log.PLACE + rf"note: {c_log.OPEN}(?P<name>{c_log.INSIDE}){c_log.CLOSE} is defined in header "
    rf"{c_log.OPEN}(?P<header><\w+(?:\.h)?>){c_log.CLOSE};",
    "is defined in header",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    header = hit["header"]
    return Told(
        cause=f"{c_log.place(hit)} uses {hit['name']} without `#include {header}`.",
        because=proofs((hit,)),
        advice=(
            f"Add `#include {header}` there, or `-include {header.strip('<>')}` to CXXFLAGS; "
            "or take a newer release of the source or a base image with an older compiler."
        ),
        commands=("c++ --version",),
        confidence=0.85,
    )


RULE = Rule(
    code="BB508",
    name="cc-include-dropped",
    title="A standard header is not included any more",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="With each release of gcc (13 most of all) the standard headers include fewer "
        "others, so a source that relied on that stops compiling.",
        instruction="RUN make",
        example=(
            "frame.h:14:5: error: 'uint32_t' does not name a type\n"
            "frame.h:5:1: note: 'uint32_t' is defined in header '<cstdint>'; "
            "did you forget to '#include <cstdint>'?"
        ),
        fix="Include the header that is named, or pass `-include cstdint` in CXXFLAGS.",
        exit_code=2,
    ),
)
