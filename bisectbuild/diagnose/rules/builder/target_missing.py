"""`--target` names no stage of the file."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import stage_names
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r'target stage "?(?P<name>[^\s"]+)"? could not be found'
    r"(?: \(did you mean (?P<near>[^\s?]+)\?\))?"
    r"|failed to reach build target (?P<legacy>\S+) in Dockerfile"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    name = heard["name"] or heard["legacy"]
    near = heard["near"] or stage_names.near(case, name)
    known = ", ".join(stage_names.names(case))
    if near:
        advice = f"Write `--target {near}`, if that is meant."
    elif known:
        advice = f"Take one of the stages that the file has: {known}."
    else:
        advice = f"Give a stage of the file, or name one by `FROM … AS {name}`."
    return Told(
        cause=f"The Dockerfile has no stage `{name}`, which --target asks for.",
        because=heard.because,
        advice=advice,
        confidence=0.97,
    )


RULE = Rule(
    code="BB160",
    name="target-missing",
    title="--target names no stage of the file",
    category=Category.STAGE_GRAPH,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The stage that --target (or `target:` of a compose file) asks for is not in this "
            "Dockerfile: it is misspelt, or another file is built."
        ),
        instruction="",
        example='target stage "prod" could not be found (did you mean production?)',
        fix="Correct the name, or give the file that has the stage.",
        exit_code=None,
    ),
)
