"""A stage is used above the place where it is defined."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_BUILDKIT = Signature(
    r'cannot (?:copy|mount) from stage "(?P<name>[^"\n]+)", it needs to be defined before '
    r'current stage "(?P<here>[^"\n]*)"'
)
_INDEX = Signature(
    r"(?:invalid from flag value (?P<name>\d+)|invalid stage index (?P<index>\d+)"
    r"|COPY --from=(?P<from>\d+))[^\n]*(?:index out of bounds|index is out of)"
    r"|invalid from flag value (?P<other>\S+): (?:index )?out of bounds"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _BUILDKIT, _INDEX)
    if not heard or case.exit_code is not None:
        return None
    name = heard["name"] or heard["index"] or heard["from"] or heard["other"]
    if here := heard["here"]:
        cause = f"The stage `{here}` takes files from `{name}`, which comes later in the file."
        advice = f"Put the stage `{name}` above `{here}`."
    else:
        cause = f"`--from={name}` counts a stage that does not come before this one."
        advice = "Stages count from 0; better name them with AS."
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.97)


RULE = Rule(
    code="BB162",
    name="stage-order",
    title="A stage is used above its definition",
    category=Category.STAGE_GRAPH,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="COPY --from and --mount from= can only name stages further up in the file.",
        instruction="COPY --from=assets /out /srv",
        example=(
            'cannot copy from stage "assets", it needs to be defined before current stage "app"'
        ),
        fix="Move the stage up.",
        exit_code=None,
    ),
)
