"""A service's start script failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?P<unknown>[\w.@-]+): unrecognized service$"
    r"|^invoke-rc\.d: initscript (?P<init>[\w.@-]+), action \"\w+\" failed\."
    r"|^ ?\* ?(?:Starting|Restarting) (?P<fail>.+?)(?:\.\.\.)?\s+\[?\s?(?:fail|\.\.\.fail!)"
    r"|^ ?\.\.\.(?P<plain>fail!)$"
    r"|^Job for (?P<job>\S+) failed",
    "unrecognized service", "invoke-rc.d", "fail", "Job for",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log, 6))
    if hit is None or "dpkg: error processing" in case.log.text:
        return None
    names = (hit[key] for key in ("unknown", "init", "fail", "job"))
    name = next(filter(None, names), "a service").strip()
    return Told(
        cause=f"The start of {name} failed in the build.",
        because=proofs((hit,)),
        advice=(
            "A service that a RUN starts ends with it: start it by CMD where the container runs. "
            "Where the step needs it for a moment, start, wait, use and stop it in one RUN, and "
            "read its own log for the reason."
        ),
        commands=("ls /etc/init.d", "ls -t /var/log | head"),
        confidence=0.75,
    )


RULE = Rule(
    code="BB761",
    name="service-start",
    title="A service could not be started in the build",
    category=Category.INIT_SYSTEM,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A start script wants what a build has not, or the service is not installed.",
        instruction="RUN service otterd start && otter-fill",
        example="otterd: unrecognized service",
        fix="Start services where the container runs, not while it is built.",
    ),
)
