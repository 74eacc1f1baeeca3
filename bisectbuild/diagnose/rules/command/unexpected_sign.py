"""The shell met a word or sign where none may stand."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?P<where>\S+): (?:-c: )?(?:(?:line )?\d+: )?(?:\S+: )?(?:\d+: )?[Ss]yntax error"
    r"(?:: \"?(?P<dash>[^\s\"(<]{1,20})\"? unexpected.*"
    r"|: unexpected \"(?P<ash>[^\"(<]{1,20})\".*"
    r"| near unexpected token `(?P<bash>[^<\n]{1,20})')$",
    "yntax error",
)
_JOINTS = frozenset({"&&", "||", ";", "|", ";;", "&"})
_FILES = frozenset({"file", "of", "end"})


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None:
        return None
    sign = hit["dash"] or hit["ash"] or hit["bash"]
    if sign in _FILES or "redirection" in hit.line or sign == "newline":
        return None
    script = hit["where"].endswith(".sh")
    return Told(
        cause=f"The shell met {sign} where it may not stand{_place(hit['where'], script=script)}.",
        because=proofs((hit,)),
        advice=_advice(sign),
        confidence=0.85 if sign in _JOINTS else 0.75,
        fault=Fault.PROJECT if script else Fault.DOCKERFILE,
    )


def _place(where: str, *, script: bool) -> str:
    return f" in {where}" if script else ""


def _advice(sign: str) -> str:
    if sign in _JOINTS:
        return (
            f"Take one {sign} away: there is none before it to join, or two follow one another. A "
            "comment line between, or a `\\` followed by a blank, breaks a chain too."
        )
    if sign in {"(", ")"}:
        return (
            "Quote the bracket (`'('`), or run the line under bash where it is bash's: "
            '`SHELL ["/bin/bash", "-c"]`.'
        )
    return (
        f"Look at what stands before {sign}: a `;` before `then`, `do` or `done` is needed where "
        "lines are joined by `\\`, and each `if` and `for` its end."
    )


RULE = Rule(
    code="BB652",
    name="unexpected-sign",
    title="The shell met a sign where none may stand",
    category=Category.SHELL_SYNTAX,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The lines of a RUN are joined to one before the shell reads them: a doubled or "
            "leading `&&`, or a `then` without its `;`, then breaks it."
        ),
        instruction="RUN make install && \\\n    && make clean",
        example='/bin/sh: 1: Syntax error: "&&" unexpected',
        fix="Take the sign away, or put the missing `;` before it.",
        exit_code=2,
    ),
)
