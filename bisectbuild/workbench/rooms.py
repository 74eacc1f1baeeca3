"""The containers of a session: one for each place that was entered, kept until the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from bisectbuild.builder import StepStatus
from bisectbuild.dockerfile.mounts import RunMount, is_insecure, run_network
from bisectbuild.dockerfile.place import Place, Side
from bisectbuild.errors import EngineError
from bisectbuild.limits import heeded, limits
from bisectbuild.options import BuildOptions
from bisectbuild.sandbox import HOME, Container, ContainerRequest, ImageFacts, Mount, Process
from bisectbuild.shell.command import RunCommand, run_command
from bisectbuild.shell.files import lay_out
from bisectbuild.workbench.context import context_mount
from bisectbuild.workbench.images import Images
from bisectbuild.workbench.mounting import Given, Mounting
from bisectbuild.workbench.step import platforms_of, step_arguments, step_mounts
from bisectbuild.workbench.tools import Tools

_HOST_NAME = "BUILDKIT_SANDBOX_HOSTNAME"
_COPYING = frozenset({"COPY", "ADD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A container at a place, ready for processes.

    `variables` are given to each process (secret ones). `user` is whom they run as. `missing`
    says what of the step could not be had here.
    """

    place: Place
    image: str
    container: Container
    facts: ImageFacts
    arguments: tuple[tuple[str, str], ...]
    given: Given
    mounts: tuple[Mount, ...]
    user: str
    command: RunCommand
    missing: tuple[str, ...]

    def process(self, *argv: str) -> Process:
        """Give a process as the step would start it."""
        return Process(argv=argv, env=self.given.variables, user=self.user)

    def keep(self, name: str) -> str:
        """Make an image of it as it is now; no secret is in that."""
        for path in self.given.hidden:
            argv = (f"{HOME}/bin/busybox", "rm", "-f", path)
            told = self.container.capture(Process(argv=argv, user="0:0"))
            if told.code:
                raise EngineError(f"{path} cannot be left out, so nothing was kept.")
        try:
            return self.container.keep(name)
        finally:
            for lay in self.given.settle if self.given.hidden else ():
                lay(self.container)


class Rooms:
    """Opens containers and closes them all in the end."""

    def __init__(self, tools: Tools, options: BuildOptions, images: Images) -> None:
        self._tools = tools
        self._options = options
        self._images = images
        self._open: dict[tuple[int, Side, bool], Room] = {}

    def room(self, place: Place) -> Room:
        """Give the room of a place, opened where it is not yet. Raises EngineError, PlaceError."""
        key = self._key(place)
        if key not in self._open:
            self._open[key] = self.open(place, self._images.at(place))
        return self._open[key]

    def known(self, place: Place) -> Room | None:
        """Give the room of a place if it is open."""
        return self._open.get(self._key(place))

    def adopt(self, room: Room) -> None:
        """Take over a room that was opened ahead."""
        self._open[self._key(room.place)] = room

    def _key(self, place: Place) -> tuple[int, Side, bool]:
        """Give what a room is known by; what a failed step left is no room of one that passed."""
        return place.instruction.index, place.side, self._is_left(place)

    def close(self) -> None:
        """Remove them all."""
        while self._open:
            self._open.popitem()[1].container.close()

    def open(self, place: Place, image: str, *, toolbox: bool = False) -> Room:
        """Open a container of an image, all that holds in the step given to it.

        `toolbox` asks for the tools even where nothing here needs them.
        """
        facts = self._facts(place, image)
        mounts = self._mounts(place, facts)
        given = self._given(place, mounts)
        arguments = step_arguments(self._tools, self._images.plan, place, facts)
        command = run_command(place.instruction, facts.shell)
        request = self._request(place, facts, arguments, given, command)
        request = replace(request, toolbox=request.toolbox or toolbox)
        container = self._tools.sandbox.open(request)
        try:
            for lay in given.settle:
                lay(container)
            user, missing = _user(container, facts)
        except BaseException:
            container.close()
            raise
        return Room(
            place=place,
            image=image,
            container=container,
            facts=facts,
            arguments=arguments,
            given=given,
            mounts=request.mounts,
            user=user,
            command=command,
            missing=(*given.missing, *missing),
        )

    def _request(
        self,
        place: Place,
        facts: ImageFacts,
        arguments: tuple[tuple[str, str], ...],
        given: Given,
        command: RunCommand,
    ) -> ContainerRequest:
        mounts = (*given.mounts, *self._context(place, facts.id))
        buildkit = self._tools.is_buildkit
        return ContainerRequest(
            image=facts.id,
            session=self._tools.session,
            env=arguments,
            hostname=self._images.plan.build_args.get(_HOST_NAME, "buildkitsandbox")
            if buildkit
            else "",
            # Of a stage with its own --platform the image is not what the build asks for.
            platform=facts.platform if platforms_of(self._tools, self._images.plan) else "",
            privileged=is_insecure(place.instruction),
            limits=limits(
                heeded(self._options.flags, self._tools.heeds),
                network=run_network(place.instruction),
            ),
            mounts=mounts,
            files=lay_out(command, place, buildkit=buildkit),
            toolbox=bool(mounts or given.settle),
        )

    def _facts(self, place: Place, image: str) -> ImageFacts:
        """Tell what holds in the image; what a failed step left has its state, not its settings."""
        if not self._is_left(place):
            return self._tools.sandbox.facts(image)
        facts = self._tools.sandbox.facts
        before = self._images.at(replace(place, side=Side.BEFORE))
        # The engine takes what it imports for its own platform's.
        return replace(facts(before), id=image, platform=facts(image).platform)

    def _is_left(self, place: Place) -> bool:
        """Tell whether this is what a failed step left behind."""
        status = self._images.record(place.instruction).status
        return place.side is Side.AFTER and status is StepStatus.FAILED

    def _mounts(self, place: Place, facts: ImageFacts) -> tuple[RunMount, ...]:
        if place.side is Side.AFTER and not self._is_left(place):
            return ()  # A step that passed has ended, and its mounts with it.
        return step_mounts(self._tools, self._images.plan, place.instruction, facts)

    def _given(self, place: Place, mounts: tuple[RunMount, ...]) -> Given:
        if not mounts:
            return Given()
        return Mounting(
            sandbox=self._tools.sandbox,
            session=self._tools.session,
            copies=partial(self._copies, place),
            secrets=self._options.secret_contents(self._tools.environment),
            agent=self._tools.agent,
            is_after=place.side is Side.AFTER,
        ).give(mounts)

    def _copies(self, place: Place) -> str:
        """Give the image that holds what the step's mounts showed; a failed step's own has it."""
        if place.side is Side.AFTER:
            return self._images.at(place)
        return self._images.mounts_of(place.instruction)

    def arguments(self, place: Place) -> tuple[tuple[str, str], ...]:
        """Give the build args in scope at a place."""
        return self.room(place).arguments

    def _context(self, place: Place, image: str) -> tuple[Mount, ...]:
        instruction = place.instruction
        if instruction.keyword not in _COPYING or instruction.flag("from"):
            return ()
        plan = self._images.plan
        return (context_mount(self._tools, plan.request, image),)


def _user(container: Container, facts: ImageFacts) -> tuple[str, tuple[str, ...]]:
    """Give whom to run as: the step's user, or root where the image knows no such user."""
    user = facts.user or "0"
    if user.replace(":", "").isdigit():
        return user, ()
    try:
        container.capture(Process(argv=(container.shell, "-c", ":"), user=user))
    except EngineError as error:
        if "passwd" not in error.message and "group" not in error.message:
            raise
        return "0", (f"user {user} (the image has none; you are root)",)
    return user, ()
