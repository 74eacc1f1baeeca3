"""Where an axis whose points differ in the whole build is tested: at the target's end."""

from __future__ import annotations

from bisectbuild.dockerfile.cut import is_buildable
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.reach import resolve_target
from bisectbuild.errors import UsageError
from bisectbuild.search.plan import Plan


def target_end(plan: Plan) -> Instruction:
    """Give the last instruction of the target.

    Raises UsageError where it gives no image, and as `resolve_target`.
    """
    file = plan.dockerfile
    last = resolve_target(file, plan.request.target).instructions[-1]
    if is_buildable(file, last.index, plan.build_args):
        return last
    raise UsageError(
        f"Nothing is built by {file.name}: its target is an empty image.",
        hint="Name a stage that holds something: --target=STAGE",
    )
