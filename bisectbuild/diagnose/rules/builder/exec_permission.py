"""The first program of a step may not be executed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.started import not_started


def _check(case: Case) -> Told | None:
    found = not_started(case)
    if not found or "permission denied" not in found.why.lower():
        return None
    name = found.name or "The first program of the step"
    return Told(
        cause=f"`{name}` may not be executed: it lacks the x bit, or USER may not reach it.",
        because=found.because,
        advice=(
            f"Set the bit in a RUN (`chmod +x {name}`) or with `COPY --chmod=755`; "
            "`git update-index --chmod=+x` keeps it in the repository."
        ),
        commands=(f"ls -ld {name}", "id"),
        confidence=0.92,
    )


RULE = Rule(
    code="BB177",
    name="exec-permission",
    title="The program of the step may not be executed",
    category=Category.PERMISSION,
    rank=Rank.SPECIFIC,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning=(
            "The file is there and is not marked as executable, which Windows and archives "
            "lose, or the user of the step has no right to it."
        ),
        instruction='RUN ["./setup.sh"]',
        example=(
            "OCI runtime create failed: runc create failed: unable to start container process: "
            'exec: "./setup.sh": permission denied: unknown'
        ),
        fix="Make it executable with chmod or `COPY --chmod=755`.",
        exit_code=None,
    ),
)
