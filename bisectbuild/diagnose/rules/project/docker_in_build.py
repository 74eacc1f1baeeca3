"""A step talks to a Docker daemon, which is not there."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?:Cannot connect to the Docker daemon at (?P<address>[^\s.]\S*?)\. Is the docker daemon "
    r"running|Could not find a valid Docker environment"
    r"|[Pp]ermission denied while trying to connect to the (?:Docker daemon socket|docker API)"
    r"|docker: Cannot connect to the Docker daemon|dial unix (?P<socket>\S*docker\.sock): ).*$",
    "ocker",
)
_LAST = 60


def _check(case: Case) -> Told | None:
    if case.keyword and case.keyword != "RUN":
        return None
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    where = hit["address"] or hit["socket"] or "its usual place"
    return Told(
        cause=f"The step asks a Docker daemon at {where}, and none runs in a build.",
        because=proofs((hit,)),
        advice=(
            "Do it outside the build: tests with containers run in a container that has the "
            "daemon's socket, or in CI. Inside an image use `COPY --from=IMAGE` to take files."
        ),
        confidence=0.9,
    )


RULE = Rule(
    code="BB767",
    name="docker-in-build",
    title="A step talks to a Docker daemon",
    category=Category.SERVICE_AT_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A build step has no access to the engine that builds.",
        instruction="RUN docker pull depot.example/otter",
        example=(
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker "
            "daemon running?"
        ),
        fix="Do it outside the build, or use `COPY --from=IMAGE`.",
    ),
)
