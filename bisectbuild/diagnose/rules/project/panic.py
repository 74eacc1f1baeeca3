"""A Go or Rust program panicked."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:panic: (?P<go>.+)|fatal error: (?P<fatal>all goroutines are asleep.*|concurrent map .*)"
    r"|thread '(?P<thread>[^'\n]*)' (?:\(\d+\) )?panicked at '(?P<old>.*)', (?P<at>\S+)"
    r"|thread '[^'\n]*' (?:\(\d+\) )?panicked at (?P<place>\S+):\n(?P<new>.+))$",
    "panic",
    "goroutines",
    "concurrent map",
)
_LAST = 120


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    text = (hit["go"] or hit["fatal"] or hit["old"] or hit["new"]).strip().rstrip(".")
    place = hit["at"] or hit["place"].rstrip(":")
    return Told(
        cause=f"A program panicked{f' at {place}' if place else ''}: {text[:200]}.",
        because=proofs((hit,)),
        advice=(
            "Read the message; for a build script of a crate set what it asks for. "
            "`RUST_BACKTRACE=1` and the goroutine's trace name the place."
        ),
        confidence=0.6,
    )


RULE = Rule(
    code="BB744",
    name="panic",
    title="A Go or Rust program panicked",
    category=Category.APP_RUN,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The program met something that its author held to be impossible.",
        instruction="RUN go run ./cmd/fill",
        example="panic: open den.json: no lynx\n\ngoroutine 1 [running]:\nmain.main()",
        fix="Mend the program, or give it what it misses in the build.",
        exit_code=2,
    ),
)
