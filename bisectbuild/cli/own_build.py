"""The person's own build, made only to stand on: nothing of it is pushed, tagged or exported."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bisectbuild.flags import flag_name, for_cut
from bisectbuild.search.last_good import search

if TYPE_CHECKING:
    from bisectbuild.cli.work import Job
    from bisectbuild.outcome import Outcome
    from bisectbuild.workbench.tools import Tools

# Of what only the person's own build is given, what says with which cache it is made.
_CACHE: Final = frozenset({"no-cache", "no-cache-filter", "pull"})


def build_own(job: Job, tools: Tools) -> Outcome:
    """Build as the person does, from the cache where it answers. Raises as `search` does."""
    given = job.plan.request.flags
    flags = [*(word for word in given if flag_name(word) in _CACHE), *for_cut(given)]
    if job.choice.plugin:
        flags.append("--output=type=cacheonly")
    request = replace(
        job.plan.request, flags=tuple(flags), labels=job.plan.labels, tag=f"{job.plan.image}-own"
    )
    return search(replace(job.plan, request=request), tools.builder, tools.watch)
