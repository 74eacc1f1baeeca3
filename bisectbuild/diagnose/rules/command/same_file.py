"""A file is copied or moved onto itself."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.whereabouts import QUOTE
from bisectbuild.diagnose.signature import Signature

_Q = rf"[{QUOTE}]"
_LINE = Signature(
    rf"^(?P<tool>cp|mv|ln|install|cat): (?:{_Q}(?P<one>[^{QUOTE}\n]+){_Q} and {_Q}[^{QUOTE}\n]+"
    rf"{_Q} are the same file|cannot (?:copy|move) (?:a directory, )?{_Q}(?P<into>[^{QUOTE}\n]+)"
    rf"{_Q},?(?: to a subdirectory of| into) itself.*)$",
    "are the same file", "itself",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None:
        return None
    path = hit["one"] or hit["into"]
    return Told(
        cause=f"{hit['tool']} was told to put {path} onto or into itself.",
        because=proofs((hit,)),
        advice=(
            "Take the line away, or name another target: on current distributions /bin is a link "
            "to /usr/bin, and /lib to /usr/lib, so that both names mean one file."
        ),
        commands=(f"ls -ld {path} /bin /lib",),
        confidence=0.9,
    )


RULE = Rule(
    code="BB667",
    name="same-file",
    title="A file is copied onto itself",
    category=Category.FS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Source and target are one file, perhaps by way of a link such as /bin.",
        instruction="RUN cp /bin/depot /usr/bin/depot",
        example="cp: '/bin/depot' and '/usr/bin/depot' are the same file",
        fix="Leave the copy out.",
    ),
)
