"""The first instruction that a builder refuses before any step, found by cuts.

BuildKit of 20.10 refuses an instruction such as `EXPOSE http` without naming its line. Whether it
takes a cut is known when the first step begins, and there the probe stops: nothing is run.
"""

from __future__ import annotations

from collections.abc import Callable

from bisectbuild.dockerfile.cut import is_buildable
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.reach import reachable_stages
from bisectbuild.search.plan import Plan


def locate(plan: Plan, is_refused: Callable[[Instruction], bool]) -> Instruction | None:
    """Give the first refused instruction; None where no cut is refused.

    First the stages that the target needs, in file order: a stage stands only on earlier ones,
    so within the first one that is refused the answer flips once, and it is bisected.
    """
    dockerfile = plan.dockerfile
    for number in reachable_stages(dockerfile, plan.request.target, plan.build_args):
        stage = dockerfile.stages[number]
        points = [
            point
            for point in stage.instructions
            if is_buildable(dockerfile, point.index, plan.build_args)
        ]
        if points and is_refused(points[-1]):
            return _first_refused(points, is_refused)
    return None


def _first_refused(
    points: list[Instruction], is_refused: Callable[[Instruction], bool]
) -> Instruction:
    """Bisect, knowing that the last point is refused."""
    accepted, refused = -1, len(points) - 1
    while refused - accepted > 1:
        middle = (accepted + refused) // 2
        if is_refused(points[middle]):
            refused = middle
        else:
            accepted = middle
    return points[refused]
