"""Which way of testing fits a question and a builder."""

from __future__ import annotations

from bisectbuild.outcome import Outcome
from bisectbuild.probing.halt import Halt
from bisectbuild.probing.in_builder import InBuilder
from bisectbuild.probing.in_container import InContainer
from bisectbuild.probing.layers import Layers
from bisectbuild.probing.on_host import OnHost, RunHere
from bisectbuild.questions.question import Question
from bisectbuild.search.plan import Plan
from bisectbuild.workbench.tools import Tools


def prober_for(
    tools: Tools, question: Question, run_here: RunHere, built: tuple[Plan, Outcome] | None = None
) -> InBuilder | InContainer | OnHost:
    """Choose: this machine where the question says so, else the builder itself where it can.

    A legacy builder cannot ask without leaving the answer in its cache, and one whose images lie
    elsewhere has no toolbox. `built` is a build that was made already, and its plan.
    """
    halt = Halt()
    layers = Layers(tools, halt)
    if built is not None:
        layers.learn(*built)
    if question.host:
        return OnHost(tools, layers, halt, run_here)
    if tools.is_buildkit and tools.own_store():
        return InBuilder(tools, layers, halt)
    return InContainer(tools, layers, halt)
