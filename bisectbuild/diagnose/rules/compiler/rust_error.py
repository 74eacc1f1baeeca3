"""The first error of the Rust compiler, where no closer reason is known."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[ \t]*(?P<head>error(?:\[E\d{4}\])?): (?P<text>[^\n]+)\n(?:[^\n]*\n)?[ \t]*--> "
    r"(?P<file>[^\s:]+):(?P<row>\d+):\d+",
    "--> ",
)
_END = Signature(r"^[ \t]*error: (?:could|Could) not compile `(?P<crate>[^`\n]+)`", "not compile `")
_OTHERS: Final = re.compile(
    r"may not be used on the|use of unstable|is unstable|are unstable|is experimental|are "
    r"experimental"
    r"|can't find crate for `std`"
)
_TIME: Final = re.compile(r"/time-0\.3\.\d+/")


def _check(case: Case) -> Told | None:
    end = _END.first(case.log)
    hit = _LINE.first(case.log)
    if end is None or hit is None or _OTHERS.search(hit["text"]):
        return None
    crate = end["crate"].split()[0]
    dependency = "/registry/" in hit["file"] or "/checkouts/" in hit["file"]
    return Told(
        cause=f"rustc refuses {hit['file']}:{hit['row']} ({crate}): {short(hit['text'])}.",
        because=proofs((hit, end)),
        advice=_advice(hit, crate, dependency=dependency),
        commands=("rustc --version", f"cargo tree -i {crate}"),
        confidence=0.8,
        category=Category.PKG_CONFLICT if dependency else None,
    )


def _advice(hit: Hit, crate: str, *, dependency: bool) -> str:
    if _TIME.search(hit["file"]) and "type annotations needed" in hit["text"]:
        return (
            "time before 0.3.35 does not compile with Rust 1.80 and later: `cargo update -p time`."
        )
    if dependency:
        return (
            f"Pin a release of {crate} that is made for this Rust (commit Cargo.lock, build with "
            "`--locked`), or take the Rust release that it is made for."
        )
    return "Mend that line; build with the Rust release that the project is made for."


RULE = Rule(
    code="BB581",
    name="rust-error",
    title="A Rust source does not compile",
    category=Category.APP_COMPILE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="rustc stops at a source; the first error is the cause.",
        instruction="RUN cargo build",
        example=(
            "error[E0425]: cannot find function `glow` in this scope\n --> src/main.rs:3:5\n"
            'error: could not compile `lamp` (bin "lamp") due to 1 previous error'
        ),
        fix="Mend the source, or pin the crate and Rust to versions that go together.",
        exit_code=101,
    ),
)
