"""The image has more layers than the storage allows."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(r"max depth exceeded|too many layers")


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    count = ""
    if case.dockerfile and case.instruction and case.instruction.stage is not None:
        stage = case.dockerfile.stages[case.instruction.stage]
        made = [entry for entry in stage.instructions if entry.keyword in {"RUN", "COPY", "ADD"}]
        count = f"; this stage alone makes {len(made)}"
    return Told(
        cause=f"The image has more layers than the engine's storage takes (about 125){count}.",
        because=heard.because,
        advice=(
            "Join RUN lines with `&&` and COPY lines into one, or take the result over into a "
            "fresh stage with COPY --from."
        ),
        confidence=0.96,
    )


RULE = Rule(
    code="BB182",
    name="layer-limit",
    title="The image has too many layers",
    category=Category.LAYER_LIMIT,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Each RUN, COPY and ADD makes a layer on top of those of the base image, and the "
            "overlay storage stacks about 125. Images built on themselves reach that soon."
        ),
        instruction="RUN tide step-126",
        example="failed to prepare k2m9x: max depth exceeded",
        fix="Join instructions, or copy the result into a fresh stage.",
        exit_code=None,
    ),
)
