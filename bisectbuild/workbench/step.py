"""What a step has beside its image: build args in scope and mounts, from its instruction."""

from __future__ import annotations

from bisectbuild.context.client import major_version
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.mounts import RunMount, run_mounts
from bisectbuild.dockerfile.place import Place, Side
from bisectbuild.dockerfile.platforms import in_full, is_mentioned, predefined
from bisectbuild.dockerfile.scope import PREDEFINED, args_in_scope
from bisectbuild.flags import values
from bisectbuild.sandbox import ImageFacts
from bisectbuild.search.plan import Plan
from bisectbuild.workbench.tools import Tools

_NEW_BUILDKIT = 23
# The kinds of mounts that a container is given copies of.
COPIED = frozenset({"bind", "cache"})


def platforms_of(tools: Tools, plan: Plan) -> tuple[str, ...]:
    """Give the platforms that the build asks for, none for the engine's own.

    The variable is the default of the client's flag (commands/build.go of buildx).
    """
    wanted = values(plan.request.flags, "platform") or (
        tools.environment.get("DOCKER_DEFAULT_PLATFORM", ""),
    )
    return tuple(word for value in wanted for word in value.split(",") if word)


def step_arguments(
    tools: Tools, plan: Plan, place: Place, facts: ImageFacts
) -> tuple[tuple[str, str], ...]:
    """Give the build args in scope where an instruction starts, or after it.

    `facts` are of the image at the place.
    """
    instruction = place.instruction
    first = plan.dockerfile.stages[instruction.stage or 0].instructions[0]
    buildkit = tools.is_buildkit
    found = args_in_scope(
        plan.dockerfile,
        max(instruction.index - (place.side is Side.BEFORE), first.index),
        _given(tools, plan),
        env_wins=not buildkit,
        platform=_predefined(tools, plan, facts) if buildkit else {},
        together=not buildkit or (_has_joint_args(plan) and _is_old(tools)),
    )
    if buildkit:
        return found
    # An ENV wins over an ARG of its name, one of an external base too.
    names = {name for name, _ in facts.env}
    return tuple((name, value) for name, value in found if name not in names)


def step_mounts(
    tools: Tools, plan: Plan, instruction: Instruction, facts: ImageFacts
) -> tuple[RunMount, ...]:
    """Give the mounts of a RUN; `facts` are of the image that it starts from."""
    if not tools.is_buildkit or instruction.keyword != "RUN":
        return ()
    before = Place(instruction=instruction, side=Side.BEFORE)
    if not any(flag.name == "mount" for flag in instruction.flags):
        return ()
    variables = None
    if not _is_old(tools):
        variables = dict((*facts.env, *step_arguments(tools, plan, before, facts)))
    return run_mounts(
        instruction, variables, workdir=facts.workdir or "/", escape=plan.dockerfile.escape
    )


def _predefined(tools: Tools, plan: Plan, facts: ImageFacts) -> dict[str, str]:
    """Give BUILD* and TARGET*. The image is not asked: a stage may have a --platform of its own.

    Only of several platforms it tells which one was loaded.
    """
    if not is_mentioned(plan.dockerfile.data):
        return {}
    own = in_full(f"linux/{tools.sandbox.machine().cpu}", "")
    wanted = [in_full(word, own) for word in platforms_of(tools, plan)] or [own]
    image = in_full(facts.platform, own)
    return predefined(image if image in wanted else wanted[-1], own)


def _given(tools: Tools, plan: Plan) -> dict[str, str]:
    """Give the person's build args, and the proxies that the client adds to them.

    A proxy has both cases: BuildKit gives a step both of each, whoever named it
    (`proxyEnvFromBuildArgs`); for the legacy builder the client adds both.
    """
    given = dict(plan.build_args)
    if tools.is_buildkit:
        for name in PREDEFINED.intersection(plan.build_args):
            other = name.lower() if name.isupper() else name.upper()
            given.setdefault(other, given[name])
    for name, value in tools.proxies:
        given.setdefault(name, value)
        given.setdefault(name.lower(), value)
    return given


def _has_joint_args(plan: Plan) -> bool:
    """Tell whether one ARG instruction names several, for which builders differ."""
    return any(
        entry.keyword == "ARG" and len(entry.value.split()) > 1
        for entry in plan.dockerfile.instructions
    )


def _is_old(tools: Tools) -> bool:
    """Tell whether this is the BuildKit of 20.10 or before.

    It expands no variable in a mount, and the ARGs of one instruction together (seen).
    """
    major = major_version(tools.sandbox.engine_version())
    return major is not None and major < _NEW_BUILDKIT
