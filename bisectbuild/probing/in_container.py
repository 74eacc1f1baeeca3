"""Asks in a container of the layer's image: the legacy builder's layers are images already."""

from __future__ import annotations

import os
import time
from contextlib import suppress

from bisectbuild.bisection.verdict import Answer
from bisectbuild.dockerfile.place import Place, Side
from bisectbuild.dockerfile.probe import Asking, asking_script, told
from bisectbuild.errors import EngineError
from bisectbuild.probing.halt import Halt
from bisectbuild.probing.judge import judged, not_started
from bisectbuild.probing.layers import Layers, image_of, unbuilt
from bisectbuild.probing.subject import Subject
from bisectbuild.probing.tail import Tail
from bisectbuild.questions.question import Question
from bisectbuild.sandbox import HOME, Container
from bisectbuild.shell.command import SH
from bisectbuild.workbench.rooms import Room, Rooms
from bisectbuild.workbench.tools import Tools

_APPLETS = f"{HOME}/bin"
_BUSYBOX = f"{_APPLETS}/busybox"


class InContainer:
    """A prober that starts a container for each question, and removes it."""

    way = "in a container of the layer's image"

    def __init__(self, tools: Tools, layers: Layers, halt: Halt) -> None:
        self._tools = tools
        self._layers = layers
        self._halt = halt
        self._open: dict[int, Container] = {}

    def ask(self, subject: Subject, question: Question) -> Answer:
        """Build up to the subject and ask."""
        with self._halt.heeded():
            return self._ask(subject, question, time.monotonic())

    def _ask(self, subject: Subject, question: Question, began: float) -> Answer:
        outcome = self._layers.reach(subject)
        failed = unbuilt(outcome, question, began)
        if failed is not None or question.asks_whether_it_builds:
            return failed or judged(question, 0, time.monotonic() - began, (), over=False)
        rooms = Rooms(self._tools, subject.options, self._layers.of(subject.plan))
        place = Place(instruction=subject.at, side=Side.AFTER)
        room = rooms.open(place, image_of(outcome), toolbox=True)
        self._open[id(room)] = room.container
        try:
            if self._halt.is_set():
                raise KeyboardInterrupt
            if room.missing:
                return not_started(f"missing is {room.missing[0]}", time.monotonic() - began)
            return self._run(subject, question, room, began)
        finally:
            del self._open[id(room)]
            room.container.close()

    def _run(self, subject: Subject, question: Question, room: Room, began: float) -> Answer:
        how = Asking(
            marker=os.urandom(8).hex(),
            argv=question.argv,
            text=question.text,
            script=question.script,
            shell=room.facts.shell or SH,
            busybox=_BUSYBOX,
            applets=_APPLETS,
            timeout=question.timeout,
        )
        tail = Tail(subject.plan.secrets)
        process = room.process(_BUSYBOX, "sh", "-c", asking_script(how))
        code, over = told(room.container.follow(process, tail.feed))
        return judged(question, code, time.monotonic() - began, tail.finish(), over=over)

    def stop(self) -> None:
        """End what other threads still ask: their containers go away under them."""
        self._halt.set()
        self.close()

    def close(self) -> None:
        """Remove what was made."""
        for container in tuple(self._open.values()):
            with suppress(EngineError):
                container.close()
