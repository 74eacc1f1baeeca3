"""Plans of one search that may be built at the same time."""

from __future__ import annotations

from dataclasses import replace

from bisectbuild.search.plan import Plan


def apart(plan: Plan, mark: str) -> Plan:
    """Give a plan whose images and logs have names of their own; `mark` tells it from the others.

    Cuts of one plan are named by their instruction alone, so cuts of two would take each other's
    names, and an image without a name cannot be found again to be removed.
    """
    image = f"{plan.image}-{mark}" if plan.image else ""
    return replace(plan, image=image, log_dir=plan.log_dir / f"point-{mark}")
