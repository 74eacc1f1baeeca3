"""Which image holds the file system at a place of the build; each is built at most once."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bisectbuild.builder import BuildEvent, StepLog, StepStarted, StepStatus
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.mounts import RunMount
from bisectbuild.dockerfile.place import Place, Side, layer_of
from bisectbuild.dockerfile.wrap import Wrapped, Wrapping, capture_mounts, wrap_after
from bisectbuild.errors import PlaceError
from bisectbuild.outcome import Broken, Healthy, Outcome
from bisectbuild.redact.text import redact_source
from bisectbuild.search.last_good import build_cut
from bisectbuild.search.plan import Plan, text_request
from bisectbuild.search.text import build_text
from bisectbuild.shell.command import SH, traced
from bisectbuild.shell.tracing import tracing, unmarked
from bisectbuild.trace.digest import Log
from bisectbuild.trace.merge import merge
from bisectbuild.trace.record import StepRecord
from bisectbuild.tty.text import one_line, visible
from bisectbuild.workbench.step import COPIED, step_mounts
from bisectbuild.workbench.tools import Tools
from bisectbuild.workbench.trail import Trail

_WIDTH = 90


class Images:
    """The images of one plan. `records` are what all its builds said of the instructions."""

    def __init__(self, tools: Tools, plan: Plan) -> None:
        self._tools = tools
        self.plan = plan
        self._after: dict[int, str] = {}
        self._left: dict[int, str] = {}
        self._mounts: dict[int, str] = {}
        self._empty = ""
        # No build of ours is answered by the cache of one before a retry.
        self._marker = f"{tools.session}-{os.urandom(4).hex()}"
        self._records: list[tuple[StepRecord, ...]] = []
        self._traces: dict[int, Log] = {}

    def note(self, outcome: Outcome) -> None:
        """Learn from a build: which images it made, and how its instructions stand."""
        self._records.append(outcome.records)
        for record in outcome.records:
            if record.image and not record.trigger:
                self._after[record.instruction.index] = record.image
        if isinstance(outcome, Broken):
            self._note_states(outcome)

    def _note_states(self, outcome: Broken) -> None:
        """Learn of the images around a failed step."""
        failed, good = outcome.culprit.instruction.index, outcome.last_good
        self._after.pop(failed, None)  # Where it passed before, it is to run again.
        if good is not None and good.image:
            self._after[good.instruction.index] = good.image
        if outcome.left:
            self._left[failed] = outcome.left
        if outcome.mounts:
            self._mounts[failed] = outcome.mounts

    @property
    def records(self) -> tuple[StepRecord, ...]:
        """What all the builds together say of the instructions."""
        return merge(self._records)

    def record(self, instruction: Instruction) -> StepRecord:
        """Give what is known of an instruction."""
        found = (r for r in self.records if r.instruction.index == instruction.index)
        return next(found, StepRecord(instruction=instruction))

    def traced(self, instruction: Instruction) -> Log | None:
        """Give what a failed step printed when it ran again, its shell's trace among it."""
        return self._traces.get(instruction.index)

    def reach(self, at: Instruction) -> Outcome:
        """Build up to and including an instruction, unless its image is there already."""
        known = self._after.get(at.index)
        if known:
            return Healthy(records=(), probes=(), image=known)
        outcome = build_cut(self.plan, self._tools.builder, self._tools.watch, at)
        self.note(outcome)
        if not isinstance(outcome, Healthy):
            return outcome
        image = outcome.image or self._after.get(at.index, "")
        self._after[at.index] = image
        return replace(outcome, image=image)

    def at(self, place: Place) -> str:
        """Give the image of a place, built where it must be. Raises PlaceError."""
        instruction = place.instruction
        if place.side is Side.AFTER and self.record(instruction).status is StepStatus.FAILED:
            return self._what_failed_left(instruction)
        layer = layer_of(self.plan.dockerfile, place, self.plan.build_args)
        if layer is None:
            self._empty = self._empty or self._tools.sandbox.empty_image(self._tools.session)
            return self._empty
        outcome = self.reach(layer)
        if isinstance(outcome, Healthy) and outcome.image:
            return outcome.image
        where = f"line {instruction.span.start}"
        raise PlaceError(
            f"The layer {place.side.value} {where} could not be built.",
            hint="Type continue to see where the build stops.",
        )

    def mounts_of(self, instruction: Instruction) -> str:
        """Give an image that holds copies of what a RUN's mounts show, before it ran."""
        return self._made(self._mounts, instruction, "mounts", capture_mounts)

    def _what_failed_left(self, instruction: Instruction) -> str:
        if instruction.keyword != "RUN":
            raise PlaceError(
                f"A {instruction.keyword} that fails leaves nothing behind.",
                hint="The state before it is all there is: shell before",
            )
        if self._tools.is_buildkit:
            return self._made(self._left, instruction, "after", wrap_after)
        return self._from_container(instruction)

    def _from_container(self, instruction: Instruction) -> str:
        """Take what the legacy builder's failed container holds."""
        if not self._left.get(instruction.index):
            container = self.record(instruction).container
            if not container:
                raise PlaceError(
                    "The builder left no container of the failed step.",
                    hint="Type retry to run the step again.",
                )
            before = self.at(Place(instruction=instruction, side=Side.BEFORE))
            self._tools.say("Taking what the failed command left behind …")
            self._left[instruction.index] = self._tools.sandbox.image_of(
                container, before, self._tools.session
            )
        return self._left[instruction.index]

    def _made(
        self,
        made: dict[int, str],
        instruction: Instruction,
        what: str,
        write: Callable[[Dockerfile, Instruction, Wrapping], Wrapped],
    ) -> str:
        """Build a text in which the instruction is wrapped, once; give its image."""
        if instruction.index not in made:
            if not self._tools.own_store():
                raise PlaceError(
                    "This builder keeps its images apart from the engine, so what a step leaves"
                    " or mounts cannot be had from it.",
                    hint="Build with --builder default (the engine's own BuildKit).",
                )
            text = write(self.plan.dockerfile, instruction, self._wrapping(instruction))
            made[instruction.index] = self._build(instruction, text, what)
        return made[instruction.index]

    def _wrapping(self, instruction: Instruction) -> Wrapping:
        """Give what the step's text is wrapped with."""
        sandbox = self._tools.sandbox
        facts = sandbox.facts(self.at(Place(instruction=instruction, side=Side.BEFORE)))
        shell = facts.shell or SH
        mounts = tuple(enumerate(step_mounts(self._tools, self.plan, instruction, facts)))
        return Wrapping(
            tool=sandbox.tool_image(self._tools.session),
            marker=self._marker,
            shell=shell,
            traced=traced(shell) or (),
            before=tracing(shell, self._marker[-8:]),
            user=facts.user,
            tmpfs=tuple((n, mount.target) for n, mount in mounts if _ends_with_step(mount)),
            copied=tuple((n, mount.target) for n, mount in mounts if mount.kind in COPIED),
        )

    def _build(self, instruction: Instruction, text: Wrapped, what: str) -> str:
        request = text_request(self.plan, text.data, text.target, f"{instruction.index}-{what}")
        echo = Echo(self._tools.say, aloud=what == "after")
        if what == "after":
            line = one_line(redact_source(instruction.text, self.plan.secrets), _WIDTH)
            self._tools.say(f"Running line {instruction.span.start} once more, to keep: {line}")
        finished = build_text(self._tools.builder, request, self.plan.secrets, echo.hear)
        if what == "after":
            self._traces[instruction.index] = echo.trail.log()
        if finished.failure is not None:
            raise PlaceError(
                f"What line {instruction.span.start} leaves could not be kept:"
                f" {visible(finished.failure.message)}",
                hint="The state before it can be entered: shell before",
            )
        return finished.image


def _ends_with_step(mount: RunMount) -> bool:
    """Tell whether what a step writes to a mount is gone when the step ends."""
    return mount.kind == "tmpfs" or (mount.kind == "bind" and not mount.read_only)


@dataclass(slots=True)
class Echo:
    """Says what the wrapped step prints, as it comes; the cached steps before it print nothing."""

    say: Callable[[str], None]
    aloud: bool
    rest: bytes = b""
    trail: Trail = field(default_factory=Trail)

    def hear(self, event: BuildEvent) -> None:
        """Take in an event of the build."""
        if not self.aloud:
            return
        if isinstance(event, StepStarted):
            self.rest = b""
        elif isinstance(event, StepLog):
            *lines, self.rest = (self.rest + event.data).split(b"\n")
            for line in lines:
                self._line(line)

    def _line(self, line: bytes) -> None:
        self.trail.take(line)
        shown = unmarked(line.decode(errors="replace"))
        if shown is not None:
            self.say(f"  │ {visible(shown)}")
