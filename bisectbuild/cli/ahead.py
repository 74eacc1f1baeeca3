"""Makes the shell ready while a step still runs, so that it is there at once if the step fails."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bisectbuild.builder import BuildEvent, BuildFinished, StepFinished, StepStarted
from bisectbuild.cli.work import Job
from bisectbuild.dockerfile.cut import last_buildable_before
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.errors import BisectBuildError

if TYPE_CHECKING:
    from bisectbuild.sandbox import Terminal
    from bisectbuild.trace.follow import Trace
    from bisectbuild.workbench.bench import Bench
    from bisectbuild.workbench.rooms import Room

# A step that runs longer than this many seconds is worth it; most end before.
_PATIENCE = 0.8


@dataclass(slots=True)
class _Step:
    """A RUN that goes on, and what is made ready for it."""

    id: str
    instruction: Instruction
    before: Instruction
    image: str
    timer: threading.Timer | None = None
    # Whether this is decided: it is being made ready, or it never will be.
    begun: bool = False
    given_up: bool = False
    imaged: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    room: Room | None = None
    terminal: Terminal | None = None


class Ahead:
    """A watch that passes all on to the display, and opens one shell before a slow RUN.

    `active` is false where no shell would be opened; then it only passes on. Close it in the end.
    """

    def __init__(self, job: Job, *, active: bool) -> None:
        self._job = job
        self._active = active
        self._trace: Trace | None = None
        self._image = ""
        self._step: _Step | None = None
        self._lock = threading.Lock()  # Held for a moment, to decide what a step becomes.
        self._work = threading.Lock()  # Held while something is opened or removed.
        self._stack = ExitStack()
        self._bench: Bench | None = None

    def build_begins(self, trace: Trace, cut: Instruction | None) -> None:
        """Learn that a build begins; only in the person's own is anything made ready."""
        self._trace = trace if cut is None and self._active else None
        self._job.display.build_begins(trace, cut)

    def build_event(self, event: BuildEvent) -> None:
        """Pass an event on; begin to wait for a RUN, or drop what is not needed any more."""
        self._job.display.build_event(event)
        if self._trace is None:
            return
        if isinstance(event, StepStarted):
            self._started(self._trace, event)
        elif isinstance(event, StepFinished):
            self._image = event.image or self._image
            step = self._step
            if step is not None and step.id == event.id:
                (self._hurry if event.error else self._drop)(step)

    def build_ended(self, finished: BuildFinished) -> None:
        """Pass the end on."""
        self._trace = None
        self._job.display.build_ended(finished)

    def _started(self, trace: Trace, event: StepStarted) -> None:
        if self._step is not None or event.label.index is None or event.label.onbuild:
            return
        instruction = trace.instruction_of(event.id)
        if instruction is None or instruction.keyword != "RUN" or instruction.flags:
            return  # What a RUN mounts cannot be copied while it runs.
        plan = self._job.plan
        before = last_buildable_before(plan.dockerfile, instruction.index, plan.build_args)
        if before is None:
            return
        step = _Step(id=event.id, instruction=instruction, before=before, image=self._image)
        step.timer = threading.Timer(_PATIENCE, self._prepare, args=(step,))
        step.timer.daemon = True
        self._step = step
        step.timer.start()

    def _hurry(self, step: _Step) -> None:
        """Begin at once where a step has failed: the builder is not done with telling of it."""
        threading.Thread(target=self._prepare, args=(step,), daemon=True).start()

    def _prepare(self, step: _Step) -> None:
        """Make a step's shell ready, once. What fails here is tried again when it is needed."""
        with self._lock:
            if step.begun or step.given_up:
                return
            step.begun = True
        try:
            with self._work, suppress(BisectBuildError):
                self._open(step)
        finally:
            step.imaged.set()
            step.done.set()

    def _open(self, step: _Step) -> None:
        from bisectbuild.dockerfile.place import Place, Side  # noqa: PLC0415 - only when needed

        if self._step is not step:
            return
        bench = self._workbench()
        if not self._job.builder.keeps_images:
            step.image = self._built(step.before)
        step.imaged.set()
        if step.image:
            place = Place(instruction=step.instruction, side=Side.BEFORE)
            step.room = bench.rooms.open(place, step.image)
            step.terminal = bench.begin(step.room)

    def _goes_on(self, step: _Step) -> bool:
        """Tell whether a step is being made ready, or is; if not, it never will be."""
        with self._lock:
            step.given_up = not step.begun
        if step.timer is not None:
            step.timer.cancel()
        return step.begun

    def _built(self, at: Instruction) -> str:
        from bisectbuild.search.plan import cut_request  # noqa: PLC0415 - only when needed
        from bisectbuild.search.text import build_text  # noqa: PLC0415 - the same

        job = self._job
        finished = build_text(
            job.builder, cut_request(job.plan, at), job.plan.secrets, lambda _: None
        )
        return "" if finished.failure else finished.image

    def _workbench(self) -> Bench:
        if self._bench is None:
            from bisectbuild.cli.tools import workbench  # noqa: PLC0415 - slow to import

            self._bench = self._stack.enter_context(workbench(self._job))
        return self._bench

    def image_of(self, at: Instruction) -> str:
        """Give the image of a layer, if it was made ready; waits where that still goes on.

        What is opened in it goes on being opened, while the outcome is told.
        """
        step = self._step
        if step is None or step.before != at or not self._goes_on(step):
            return ""
        step.imaged.wait()
        return step.image

    @contextmanager
    def bench(self) -> Iterator[Bench]:
        """Give the workbench; it is closed after the block."""
        self._settled()
        try:
            yield self._workbench()
        finally:
            self.close()

    def adopt(self, bench: Bench) -> None:
        """Let the workbench use the container that was made ready, if it is at its place."""
        step = self._settled()
        if step is None or step.room is None or step.terminal is None:
            return
        if step.room.place == bench.place:
            bench.rooms.adopt(step.room)

    def join(self, bench: Bench) -> bool:
        """Hand the terminal over to the shell that was begun, if it is the one wanted."""
        step, self._step = self._settled(), None
        if step is None or step.room is None:
            return False
        if step.terminal is None or step.room.place != bench.place:
            step.room.container.close()
            return False
        bench.join(step.room, step.terminal)
        return True

    def _settled(self) -> _Step | None:
        """Give what was made ready, all of it or nothing."""
        step = self._step
        if step is not None and self._goes_on(step):
            step.done.wait()
        return step

    def _drop(self, step: _Step) -> None:
        """Forget a step that passed; its container is removed while the build goes on."""
        self._step = None
        if self._goes_on(step):
            threading.Thread(target=self._remove, args=(step,), daemon=True).start()

    def _remove(self, step: _Step) -> None:
        step.done.wait()
        with self._work, suppress(BisectBuildError):
            if step.terminal is not None:
                step.terminal.close()
            if step.room is not None:
                step.room.container.close()

    def close(self) -> None:
        """Remove all that was made ready and not taken, and close the workbench."""
        step, self._step = self._settled(), None
        if step is not None and step.begun:
            self._remove(step)
        with self._work:
            self._bench = None
            self._stack.close()
