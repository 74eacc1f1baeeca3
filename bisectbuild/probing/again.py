"""Runs single RUN instructions again from a clean cut, and tells how each run ended."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace

from bisectbuild.dockerfile.again import Again, ended, run_again
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.place import Place, Side, layer_of
from bisectbuild.errors import EngineError, PlaceError
from bisectbuild.options import BuildOptions
from bisectbuild.outcome import Outcome
from bisectbuild.probing.halt import Halt
from bisectbuild.probing.heard import Heard
from bisectbuild.probing.layers import Layers
from bisectbuild.probing.subject import Subject
from bisectbuild.probing.tail import Tail
from bisectbuild.sandbox import HOME, Container
from bisectbuild.search.plan import Plan, text_request
from bisectbuild.search.refusal import refuse_engine
from bisectbuild.search.text import build_text
from bisectbuild.tty.text import one_line
from bisectbuild.workbench.rooms import Room, Rooms
from bisectbuild.workbench.tools import Tools

_WIDTH = 300
_ADVICE = " and has room (`docker system df`), then run the same command again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of one instruction.

    `code` is its exit code, None where it could not be started; `reason` then says why. `counts`
    is False where it was not the step that failed: what comes before it could not be built.
    """

    code: int | None
    seconds: float
    output: tuple[str, ...] = ()
    reason: str = ""
    counts: bool = True

    @property
    def passed(self) -> bool:
        """Whether it ended with 0."""
        return self.code == 0


class Runner:
    """Runs instructions of one plan; for several threads at once.

    In the builder itself where its images lie in the engine's own store, else in a new container
    of the image before the instruction. `built` is the person's own build of the plan.
    """

    def __init__(self, tools: Tools, plan: Plan, options: BuildOptions, built: Outcome) -> None:
        self._tools = tools
        self._plan = plan
        self._options = options
        self._halt = Halt()
        self._layers = Layers(tools, self._halt)
        self._layers.learn(plan, built)
        self._lock = threading.Lock()
        self._tool = ""
        self._open: dict[int, Container] = {}
        self.in_builder = tools.is_buildkit and tools.own_store()

    def run(self, instruction: Instruction) -> Run:
        """Run an instruction once. Raises EngineError where the engine fails, not the step."""
        began = time.monotonic()
        with self._halt.heeded():
            way = self._in_builder if self.in_builder else self._in_container
            return way(instruction, began)

    def stop(self) -> None:
        """End what other threads still run."""
        self._halt.set()
        self.close()

    def close(self) -> None:
        """Remove what was made."""
        for container in tuple(self._open.values()):
            with suppress(EngineError):
                container.close()

    def _in_builder(self, instruction: Instruction, began: float) -> Run:
        how = Again(
            tool=self._toolbox(),
            marker=f"again-{os.urandom(8).hex()}",
            shell=self._layers.shell(self._subject(instruction)),
        )
        text = run_again(self._plan.dockerfile, instruction, how)
        request = text_request(self._halt.over(self._plan), text.data, text.target, "")
        request = replace(request, load=False, tag="", labels=())
        heard = Heard(marker=how.marker, tail=Tail(self._plan.secrets))
        built = build_text(self._tools.builder, request, self._plan.secrets, heard.hear)
        seconds, output = time.monotonic() - began, heard.tail.finish()
        if heard.code is not None:
            return Run(code=ended(heard.code), seconds=seconds, output=output)
        if built.failure is None:
            raise EngineError("The builder passed over the step that was to run again.")
        # A full disk ends our step, too, and is no run of it.
        refuse_engine(built.failure, "step", _ADVICE)
        if heard.error:
            reason = one_line(heard.error.rpartition(": ")[2] or heard.error, _WIDTH)
            return Run(code=None, seconds=seconds, output=output, reason=reason)
        return _unmade(built.failure.message, seconds)

    def _in_container(self, instruction: Instruction, began: float) -> Run:
        images = self._layers.of(self._plan)
        place = Place(instruction=instruction, side=Side.BEFORE)
        try:
            with self._lock:  # Each image is built once, whoever asks first.
                image = images.at(place)
            room = Rooms(self._tools, self._options, images).open(place, image)
        except PlaceError as error:
            return _unmade(error.message, time.monotonic() - began)
        self._open[id(room)] = room.container
        try:
            if self._halt.is_set():  # It was opened too late to be closed by `stop`.
                raise KeyboardInterrupt
            return self._run(room, began)
        finally:
            del self._open[id(room)]
            room.container.close()

    def _run(self, room: Room, began: float) -> Run:
        if room.missing:
            reason = f"missing is {room.missing[0]}"
            return Run(code=None, seconds=time.monotonic() - began, reason=reason)
        tail = Tail(self._plan.secrets)
        # A here-document's script lies in a file that only `rerun` knows.
        is_script = room.command.script is not None
        argv = (room.container.shell, f"{HOME}/rerun") if is_script else room.command.argv()
        code = room.container.follow(room.process(*argv), tail.feed)
        return Run(code=code, seconds=time.monotonic() - began, output=tail.finish())

    def _subject(self, instruction: Instruction) -> Subject:
        """Give the state before an instruction; of an empty one no image can be asked."""
        place = Place(instruction=instruction, side=Side.BEFORE)
        before = layer_of(self._plan.dockerfile, place, self._plan.build_args)
        at = before or self._plan.dockerfile.instructions[instruction.index - 2]
        return Subject(plan=self._plan, options=self._options, at=at)

    def _toolbox(self) -> str:
        with self._lock:
            self._tool = self._tool or self._tools.sandbox.tool_image(self._tools.session)
            return self._tool


def _unmade(message: str, seconds: float) -> Run:
    return Run(code=None, seconds=seconds, reason=one_line(message, _WIDTH), counts=False)
