"""docker's command line cannot talk to the engine."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_DENIED = Signature(
    r"permission denied while trying to connect to the [Dd]ocker (?:daemon|API)[^\n]*"
    r"|dial unix \S+docker\.sock: connect: permission denied"
)
_DOWN = Signature(
    r"[Cc]annot connect to the Docker daemon(?: at (?P<where>[^\s.]+(?:\.\w+)*))?"
    r"|failed to connect to the docker API at (?P<api>\S+?)[;,]"
    r"|error during connect: (?P<why>[^\n]+)"
)
_PLUGIN = Signature(
    r"buildx component is missing or broken|'?buildx'? is not a docker command"
    r"|unknown command: docker buildx|docker-buildx: (?:no such file|exec format error|permission)"
)
_BUILDER = Signature(r'no builder "(?P<name>[^"\n]*)" found')


def _check(case: Case) -> Told | None:
    if case.exit_code is not None:
        return None
    if heard := hear(case, _DENIED):
        cause = "You may not talk to the engine's socket."
        advice = "Join the group docker (`sudo usermod -aG docker $USER`) and log in anew."
    elif heard := hear(case, _PLUGIN):
        cause = "docker has no buildx, without which BuildKit cannot be used."
        advice = "Install the package docker-buildx-plugin (or docker-buildx)."
    elif heard := hear(case, _BUILDER):
        cause = f"There is no builder `{heard['name']}`."
        advice = "List them with `docker buildx ls`, and choose one with `docker buildx use`."
    elif heard := hear(case, _DOWN):
        where = heard["where"] or heard["api"]
        cause = f"No engine answers{f' at {where}' if where else ''}."
        advice = "Start it, or see whether DOCKER_HOST or `docker context` names the right one."
    else:
        return None
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.96)


RULE = Rule(
    code="BB185",
    name="engine-unreachable",
    title="docker cannot talk to the engine or its builder",
    category=Category.BUILDER_INTERNAL,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="The engine does not run, runs elsewhere, or its socket belongs to others.",
        instruction="",
        example="Cannot connect to the Docker daemon at unix:///var/run/docker.sock",
        fix="Start the engine, or choose the right context.",
        exit_code=None,
    ),
)
