"""The workbench: where a person stands in a build, and everything that can be asked there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from bisectbuild.builder import StepStatus
from bisectbuild.differ import Difference
from bisectbuild.dockerfile.cut import cut_points
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.place import Place, Side, layer_of
from bisectbuild.errors import PlaceError, UnreadableError, UsageError
from bisectbuild.fix import Proposal, apply, propose
from bisectbuild.options import BuildOptions
from bisectbuild.outcome import Broken, Healthy, Outcome
from bisectbuild.postmortem import Postmortem
from bisectbuild.redact import MASK
from bisectbuild.redact.names import is_secret_name
from bisectbuild.redact.text import redact, redact_command, redact_source
from bisectbuild.sandbox import HOME, Layer, Opening, Terminal
from bisectbuild.search.last_good import search
from bisectbuild.search.plan import Plan
from bisectbuild.shell.files import FIRST_MARK, FIRST_TYPED, FIRST_VARIABLE
from bisectbuild.shell.transcript import Typed
from bisectbuild.tty.text import visible
from bisectbuild.workbench import taking
from bisectbuild.workbench.arguments import with_argument
from bisectbuild.workbench.banner import banner
from bisectbuild.workbench.context import listing
from bisectbuild.workbench.images import Images
from bisectbuild.workbench.passing import judged
from bisectbuild.workbench.rooms import Room, Rooms
from bisectbuild.workbench.states import states
from bisectbuild.workbench.tools import Story, Tools


class Bench:
    """One debugging session of one Dockerfile. Close it, and what it opened is gone."""

    def __init__(
        self, tools: Tools, options: BuildOptions, plan: Plan, outcome: Outcome | None
    ) -> None:
        self._tools = tools
        self._options = options
        self._typed: list[Typed] = []
        self.outcome: Outcome | None = None
        self._begin(plan)
        if outcome is not None:
            self.learn(outcome)

    def _begin(self, plan: Plan) -> None:
        self.plan = plan
        self.images = Images(self._tools, plan)
        self.rooms = Rooms(self._tools, self._options, self.images)
        self.place = Place(instruction=self.points[-1], side=Side.AFTER)

    def learn(self, outcome: Outcome) -> None:
        """Take in how a build ended, and stand where that leads."""
        self.outcome = outcome
        self.images.note(outcome)
        if isinstance(outcome, Broken):
            self.place = Place(instruction=outcome.culprit.instruction, side=Side.BEFORE)
        elif isinstance(outcome, Healthy):
            self.place = Place(instruction=self.points[-1], side=Side.AFTER)

    @property
    def dockerfile(self) -> Dockerfile:
        """The file as it was read last."""
        return self.plan.dockerfile

    @property
    def points(self) -> tuple[Instruction, ...]:
        """The instructions that the target needs, in file order."""
        return cut_points(self.dockerfile, self.plan.request.target, self.plan.build_args)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What is masked wherever it is shown."""
        return self.plan.secrets

    @property
    def builder(self) -> str:
        """The kind of the builder, for people."""
        return self._tools.builder.info.kind.value

    @property
    def transcript(self) -> tuple[str, ...]:
        """What was typed in shells, secrets masked: the exit code, a tab, the command."""
        return tuple(
            f"{typed.code}\t{redact_command(typed.command, self.plan.secrets)}"
            for typed in self._typed
        )

    def status(self, instruction: Instruction) -> StepStatus:
        """Tell how an instruction stands, as last seen."""
        return self.images.record(instruction).status

    def seconds(self, instruction: Instruction) -> float | None:
        """Tell how long an instruction took, where it ran."""
        return self.images.record(instruction).seconds

    def go(self, instruction: Instruction, side: Side) -> Outcome | None:
        """Build up to a place and stand there; None where nothing had to be built.

        Where the build fails on the way, the person stands before the culprit.
        """
        place = Place(instruction=instruction, side=side)
        if instruction.keyword == "FROM" and side is Side.BEFORE:
            self.place = place  # Nothing is built before it, and nothing can be entered.
            return None
        layer = layer_of(self.dockerfile, place, self.plan.build_args)
        outcome = None if layer is None else self.images.reach(layer)
        if outcome is None or isinstance(outcome, Healthy):
            self.place = place
        else:
            self.learn(outcome)
        if isinstance(outcome, Healthy):
            whole = place == Place(instruction=self.points[-1], side=Side.AFTER)
            self.outcome = judged(self.outcome, outcome, self.images.records, is_whole=whole)
        return outcome

    def retry(self) -> Outcome:
        """Read the Dockerfile anew and build it all; what was open is closed.

        Raises UnreadableError where it is no Dockerfile any more. Then, and where the build does
        not come to its end, all stays as it is.
        """
        plan = self._planned(self._options)
        outcome = search(plan, self._tools.builder, self._tools.watch)
        self.rooms.close()
        self._begin(plan)
        self.learn(outcome)
        return outcome

    def _planned(self, options: BuildOptions) -> Plan:
        """Read the file anew; what was a secret once stays one, since it may have been typed."""
        plan = self._tools.plan(options)
        return replace(plan, secrets=tuple(dict.fromkeys((*self.plan.secrets, *plan.secrets))))

    def edit(self) -> Outcome | None:
        """Open the person's editor at the line; build again if the file changed."""
        path = self._path()
        before = _content(path)
        code = self._tools.edit(path, self.place.instruction.span.start)
        if code:
            raise UsageError(
                f"The editor ended with {code}.", hint="Set VISUAL or EDITOR to another one."
            )
        is_known = _content(path) == before == self.dockerfile.data
        return None if is_known else self.retry()

    def fix(self) -> Proposal | None:
        """Propose a change of the Dockerfile from what was typed, None where nothing fits."""
        if not isinstance(self.outcome, Broken) or not self._typed:
            return None
        failed = self.outcome.culprit.instruction
        before = Place(instruction=failed, side=Side.BEFORE)
        workdir = self.rooms.room(before).facts.workdir or "/"
        found = propose(self.dockerfile, failed, tuple(self._typed), workdir)
        if found is not None and redact(found.diff, self.plan.secrets) != found.diff:
            return None  # A secret has no place in a Dockerfile.
        return found

    def apply(self, proposal: Proposal) -> Outcome:
        """Write the change to the Dockerfile and build again from the last good layer."""
        apply(self._path(), proposal, self.dockerfile.data)
        self._typed.clear()
        return self.retry()

    def _path(self) -> Path:
        if self._options.dockerfile is None:
            raise UsageError(
                "The Dockerfile came from standard input, so there is no file to change.",
                hint="Save it as a file and debug that.",
            )
        return self._options.dockerfile

    def shell(self, place: Place | None = None) -> int:
        """Open the person's shell at a place; give its exit code."""
        room = self.rooms.room(place or self.place)
        return self.join(room, self.begin(room))

    def begin(self, room: Room) -> Terminal:
        """Begin a person's shell; nothing of it is seen until it is joined."""
        process = room.process(room.container.shell, f"{HOME}/enter")
        process = replace(process, env=(*process.env, FIRST_VARIABLE))
        return room.container.terminal(process, Opening(typed=FIRST_TYPED, mark=FIRST_MARK))

    def join(self, room: Room, terminal: Terminal) -> int:
        """Hand the person's terminal over to a shell that has begun."""
        for line in banner(self.plan, room, self.outcome):
            self._tools.say(line)
        try:
            return terminal.join()
        finally:
            self._typed.extend(taking.newly_typed(room))

    def run(self, command: str, place: Place | None = None) -> int:
        """Run one command at a place, its output passed on; give its exit code."""
        room = self.rooms.room(place or self.place)
        argv = (room.container.shell, f"{HOME}/enter", "-c", command)
        return room.container.run(room.process(*argv))

    def difference(self, before: Place, after: Place) -> Difference:
        """Compare the file systems of two places."""
        return taking.difference(self.rooms.room(before), self.rooms.room(after))

    def environment(self) -> tuple[tuple[str, str], ...]:
        """Give the variables of the step, secrets masked."""
        room = self.rooms.room(self.place)
        secret = {name: MASK for name, _ in room.given.variables}
        return self._masked({**dict(room.facts.env), **dict(room.arguments), **secret})

    def arguments(self) -> tuple[tuple[str, str], ...]:
        """Give the build args in scope here, secrets masked."""
        return self._masked(dict(self.rooms.arguments(self.place)))

    def _masked(self, variables: dict[str, str]) -> tuple[tuple[str, str], ...]:
        return tuple(
            (name, MASK if is_secret_name(name) else redact(value, self.plan.secrets))
            for name, value in variables.items()
        )

    def set_argument(self, name: str, value: str | None) -> None:
        """Set a build arg (None: unset it) for the builds that follow; all is closed.

        The Dockerfile stays the one that was read, which the place and the outcome speak of.
        """
        options = with_argument(self._options, name, value)
        plan = self._planned(options)
        request = replace(plan.request, dockerfile=self.plan.request.dockerfile)
        plan = replace(plan, dockerfile=self.dockerfile, request=request)
        self._options = options
        self.rooms.close()
        place = self.place
        self._begin(plan)
        self.place = place

    def context(self) -> Iterator[tuple[str, int]]:
        """Give the path and size of everything that the builder is sent."""
        return listing(self._tools, self.plan.request)

    def log(self, instruction: Instruction) -> Iterator[str]:
        """Give the lines of an instruction's log, safe for a terminal."""
        record = self.images.record(instruction)
        if record.log_file is None or not record.log_file.is_file():
            yield from map(visible, record.tail)
            return
        with record.log_file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                yield visible(line.rstrip("\n"))

    def copy_out(self, paths: Sequence[str], folder: Path) -> tuple[Path, ...]:
        """Copy out of the state stood in. Raises MissingPathError, UsageError."""
        room = self.rooms.room(self.place)
        return tuple(path for name in paths for path in taking.copy_out(room, name, folder))

    def paths(self, prefix: str) -> tuple[str, ...]:
        """Give the entries that begin so, for completion; none where no container is open."""
        room = self.rooms.known(self.place)
        return () if room is None else taking.paths(room, prefix)

    def history(self) -> tuple[Layer, ...]:
        """Give the layers of the image stood in, the newest first, secrets masked."""
        found = self._tools.sandbox.history(self.images.at(self.place))
        return tuple(
            replace(layer, created_by=redact_source(layer.created_by, self.secrets))
            for layer in found
        )

    def explain(self) -> str:
        """Give the diagnosis of the last build as text."""
        return self._tools.chronicle.tell(self.story())

    def report(self, path: Path) -> None:
        """Write the postmortem of the last build, what was typed included."""
        self._tools.chronicle.write(self.story(), path)

    def postmortem(self) -> Postmortem:
        """Give the postmortem of the last build."""
        return self._tools.chronicle.record(self.story())

    def story(self) -> Story:
        """Give what happened in the last build. Raises PlaceError before one ended."""
        if self.outcome is None:
            raise PlaceError("Nothing was built to its end yet.", hint="Type continue, or retry.")
        failed = self.outcome.culprit.instruction if isinstance(self.outcome, Broken) else None
        return Story(
            plan=self.plan,
            outcome=self.outcome,
            transcript=self.transcript,
            ask=None if failed is None else partial(self._asking, failed),
            traced=None if failed is None else self.images.traced(failed),
            changed=None if failed is None else partial(self._changed, failed),
        )

    def _asking(self, failed: Instruction) -> Callable[[str, tuple[str, ...]], str]:
        """Open the place before a step; give what runs a script of ours there, unseen."""
        room = self.rooms.room(Place(instruction=failed, side=Side.BEFORE))

        def ask(script: str, words: tuple[str, ...]) -> str:
            process = room.process(room.container.shell, "-c", script, "ask", *words)
            return room.container.capture(process).stdout.decode(errors="replace")

        return ask

    def _changed(self, failed: Instruction) -> Difference | None:
        """Compare the states around a failed step, where both are open."""
        before = self.rooms.known(Place(instruction=failed, side=Side.BEFORE))
        after = self.rooms.known(Place(instruction=failed, side=Side.AFTER))
        if before is None or after is None:
            return None
        return taking.difference(before, after)

    def keep(self, name: str, place: Place | None = None) -> str:
        """Keep a state under a name, edits made in its shell included; give the image's id."""
        return self.rooms.room(place or self.place).keep(name)

    def states(self) -> dict[str, str]:
        """Give the images around the failed step by what they hold: before, after, mounts."""
        if not isinstance(self.outcome, Broken):
            return {}
        return states(self._tools, self.images, self.outcome)

    def close(self) -> None:
        """Close all containers; safe at any time."""
        self.rooms.close()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}.") from error
