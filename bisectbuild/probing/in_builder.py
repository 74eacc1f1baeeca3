"""Asks in the builder itself: one more step behind a cut, which leaves nothing."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace

from bisectbuild.bisection.verdict import Answer
from bisectbuild.builder import BuildFinished, FailureKind
from bisectbuild.dockerfile.probe import END, Asking, probe_after, told
from bisectbuild.dockerfile.wrap import Wrapped
from bisectbuild.errors import EngineError
from bisectbuild.probing.halt import Halt
from bisectbuild.probing.heard import Heard
from bisectbuild.probing.in_container import InContainer
from bisectbuild.probing.judge import judged, not_built, not_started, refuse_what_is_no_point
from bisectbuild.probing.layers import Layers
from bisectbuild.probing.subject import Subject
from bisectbuild.questions.question import Question
from bisectbuild.search.plan import text_request
from bisectbuild.search.text import build_text
from bisectbuild.workbench.tools import Tools

_FAILED = "did not complete successfully: "
_REFUSED = (FailureKind.CONVERSION, FailureKind.FILE)


class InBuilder:
    """A prober for a BuildKit whose images lie in the engine's own store.

    Where its frontend refuses the step, or the step cannot be started (a USER that is a number and
    in no /etc/passwd), containers are asked instead.
    """

    way = "as one more step in the builder"

    def __init__(self, tools: Tools, layers: Layers, halt: Halt) -> None:
        self._tools = tools
        self._layers = layers
        self._halt = halt
        self._containers = InContainer(tools, layers, halt)
        self._lock = threading.Lock()
        self._tool = ""

    def ask(self, subject: Subject, question: Question) -> Answer:
        """Build up to the subject and ask."""
        began = time.monotonic()
        with self._halt.heeded():
            answer = self._ask(subject, question, began)
        if isinstance(answer, Answer):
            return answer
        try:
            return self._containers.ask(subject, question)
        except EngineError:
            if not answer:
                raise
            return not_started(answer, time.monotonic() - began)

    def _ask(self, subject: Subject, question: Question, began: float) -> Answer | str:
        """Ask; where no such step can be started say why, "" where the frontend refuses it."""
        how = self._asking(subject, question)
        text = probe_after(subject.plan.dockerfile, subject.at, how, self._toolbox())
        heard = Heard(marker=how.marker)
        finished = self._build(subject, text, heard)
        seconds = time.monotonic() - began
        if heard.code is not None:
            code, over = told(heard.code)
            return judged(question, code, seconds, heard.tail.finish(), over=over)
        if finished.failure is None:
            raise EngineError("The builder passed over the step that asks.")
        # A full disk ends our step, too, and says nothing of it.
        refuse_what_is_no_point(finished.failure)
        if heard.error:  # The process never began: the runtime says why, behind the whole text.
            rest = heard.error.rpartition(END)[2]
            return rest.partition(_FAILED)[2] or rest.lstrip("]: ")
        failed = heard.culprit(subject.plan, text, self._tools.builder)
        if failed is None and finished.failure.kind in _REFUSED:
            return ""
        return not_built(question, failed, finished.failure.message, seconds)

    def _asking(self, subject: Subject, question: Question) -> Asking:
        return Asking(
            marker=f"bisectbuild-{os.urandom(8).hex()}",
            argv=question.argv,
            text=question.text,
            script=question.script,
            shell=self._layers.shell(subject) if question.text else (),
            timeout=question.timeout,
        )

    def _build(self, subject: Subject, text: Wrapped, heard: Heard) -> BuildFinished:
        plan = self._halt.over(subject.plan)
        request = text_request(plan, text.data, text.target, "")
        request = replace(request, load=False, tag="", labels=())
        return build_text(self._tools.builder, request, plan.secrets, heard.hear)

    def stop(self) -> None:
        """End what other threads still ask."""
        self._halt.set()
        self._containers.stop()

    def close(self) -> None:
        """Remove what was made."""
        self._containers.close()

    def _toolbox(self) -> str:
        with self._lock:
            self._tool = self._tool or self._tools.sandbox.tool_image(self._tools.session)
            return self._tool
