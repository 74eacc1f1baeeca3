"""A directory that should be removed or filled is not empty."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.whereabouts import QUOTE
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    rf"^(?:rm|rmdir|find): (?:failed to remove |cannot (?:remove|delete) |can't remove )?"
    rf"[{QUOTE}]?(?P<path>[^{QUOTE}:\n]+)[{QUOTE}]?: Directory not empty$"
    r"|ENOTEMPTY: directory not empty, \w+ '(?P<node>[^'\n]+)'",
    "not empty",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log)) or _LINE.last(case.log.tail(15))
    if hit is None:
        return None
    path = hit["path"] or hit["node"]
    return Told(
        cause=f"{path} cannot be removed or replaced, since it is not empty.",
        because=proofs((hit,)),
        advice=(
            "Remove it with what it holds (`rm -rf`) before; where a program of the step still "
            "writes there, end that first. npm meets this with remains of an earlier install: "
            "`rm -rf node_modules`."
            if hit["node"]
            else "Write `rm -rf`; where it fails, a program of the step still writes there."
        ),
        commands=(f"ls -la {path}",),
        confidence=0.8,
    )


RULE = Rule(
    code="BB664",
    name="not-empty",
    title="A directory to be removed is not empty",
    category=Category.FS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="rmdir removes empty directories alone; another program may still write there.",
        instruction="RUN rmdir /srv/depot/cache",
        example="rmdir: failed to remove '/srv/depot/cache': Directory not empty",
        fix="Use `rm -rf`, and end programs that write there first.",
    ),
)
