"""The linker finds no definition of a function or variable."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import INSIDE, OPEN, short
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    rf"^[^\n]{{0,400}}?(?:undefined reference to {OPEN}|ld\.lld: error: undefined symbol: )"
    rf"(?P<symbol>{INSIDE})",
    "undefined reference to", "undefined symbol: ",
)  # fmt: skip
_END = Signature(
    r"collect2: error: ld returned|linker command failed|error: undefined symbol|ld returned \d"
)
# Beginnings of symbols and what is wrong where they are missed.
_KNOWN: Final = (
    ("__atomic_", "Link with `-latomic` (LDFLAGS)."),
    ("dl", "Link with `-ldl`, after the objects that use it."),
    ("pthread_", "Link with `-pthread`."),
    ("libintl_", "Link with `-lintl`; on Alpine install `gettext-dev`."),
    ("absl::", "Link the same Abseil that the headers are of."),
)


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits or _END.first(case.log) is None:
        return None
    symbol = short(hits[0]["symbol"], 100)
    more = len({hit["symbol"] for hit in hits}) - 1
    also = f" and {more} more" if more else ""
    return Told(
        cause=f"The linker found no definition of {symbol}{also}.",
        because=proofs(hits[:4]),
        advice=_advice(symbol),
        commands=("ldconfig -p", "env | grep -E 'LDFLAGS|LIBS'"),
        confidence=0.7,
    )


def _advice(symbol: str) -> str:
    if symbol.startswith("__") and symbol.endswith("_chk"):
        return (
            "A library that was built for glibc is linked on musl (Alpine): build it here, "
            "or take a Debian-based image."
        )
    return next(
        (advice for start, advice in _KNOWN if symbol.startswith(start)),
        "Link the library that defines it, after the objects that use it; if it is linked, its "
        "version or its C++ standard library differs from what the headers promise.",
    )


RULE = Rule(
    code="BB505",
    name="ld-undefined",
    title="A symbol is not defined at link time",
    category=Category.APP_COMPILE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="Every source compiled, but nothing that was linked defines a name that they use.",
        instruction="RUN make",
        example=(
            "/usr/bin/ld: clock.o: in function `tick':\n"
            "clock.c:(.text+0x1f): undefined reference to `wheel_turn'\n"
            "collect2: error: ld returned 1 exit status"
        ),
        fix="Link the library that defines the name, in the version that the headers are of.",
        exit_code=2,
    ),
)
