"""The states around a failed step, as images that can be taken elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bisectbuild.dockerfile.place import Place, Side
from bisectbuild.errors import PlaceError
from bisectbuild.outcome import Broken
from bisectbuild.workbench.step import COPIED, step_mounts

if TYPE_CHECKING:
    from bisectbuild.workbench.images import Images
    from bisectbuild.workbench.tools import Tools


def states(tools: Tools, images: Images, broken: Broken) -> dict[str, str]:
    """Give the images of a failed step's states by what they hold; what is missing is said.

    `before`: what it started from; `after`: what it left, where it was a RUN; `mounts`: copies of
    what its mounts showed, where it has such. Under BuildKit the step runs once more for `after`.
    """
    failed = broken.culprit.instruction
    found: dict[str, str] = {}

    def have(name: str, make: Callable[[], str]) -> None:
        try:
            found[name] = make()
        except PlaceError as error:
            tools.say(error.message)

    if broken.last_good is None:
        return found
    have("before", lambda: images.at(Place(instruction=failed, side=Side.BEFORE)))
    if failed.keyword != "RUN" or "before" not in found:
        return found
    have("after", lambda: images.at(Place(instruction=failed, side=Side.AFTER)))
    facts = tools.sandbox.facts(found["before"])
    mounts = step_mounts(tools, images.plan, failed, facts)
    if any(mount.kind in COPIED for mount in mounts):
        have("mounts", lambda: images.mounts_of(failed))
    return found
