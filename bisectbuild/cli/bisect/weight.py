"""Which files make a layer as large as it is: those that its instruction added or changed."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from bisectbuild.bisection.finding import Found
from bisectbuild.cli.work import Job
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.place import Place, Side
from bisectbuild.outcome import Outcome
from bisectbuild.questions.size import largest_lines
from bisectbuild.tty.text import visible
from bisectbuild.workbench.bench import Bench
from bisectbuild.workbench.tools import Tools


def weighed(finding: Found, culprit: Instruction, job: Job, tools: Tools, built: Outcome) -> Found:
    """Give the finding with the largest files of its instruction in what its probe printed.

    Both states are opened for it. A base image has no state before it, and is left as it is.
    """
    if culprit.keyword == "FROM":
        return finding
    with closing(Bench(tools, job.options, job.plan, built)) as bench:
        before, after = (Place(instruction=culprit, side=side) for side in Side)
        found = bench.difference(before, after)
    files = [(path, entry.size) for path, entry in found.added]
    files += [(changed.path, changed.after.size) for changed in found.changed]
    lines = tuple(map(visible, largest_lines(files)))
    probes = tuple(
        replace(p, answer=replace(p.answer, output=(*p.answer.output, *lines)))
        if p.point == finding.culprit
        else p
        for p in finding.probes
    )
    return replace(finding, probes=probes)
