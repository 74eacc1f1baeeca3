"""Plans and options for tests of axes, from the text of a Dockerfile alone."""

from __future__ import annotations

from pathlib import Path

from bisectbuild.axes.walkable import Walkable
from bisectbuild.builder import BuildRequest
from bisectbuild.dockerfile.parse import parse
from bisectbuild.options import BuildOptions
from bisectbuild.probing.subject import Subject
from bisectbuild.search.plan import Plan


def options_for(*flags: str, target: str | None = None) -> BuildOptions:
    """Give options with some flags."""
    return BuildOptions(
        dockerfile=Path("Dockerfile"), context=Path(), target=target, builder="auto", flags=flags
    )


def plan_for(text: str, options: BuildOptions, *, secrets: tuple[str, ...] = ()) -> Plan:
    """Give the plan of a file and options."""
    data = text.encode()
    request = BuildRequest(
        dockerfile=data,
        dockerfile_path=options.dockerfile,
        context=".",
        context_is_remote=False,
        target=options.target,
        flags=options.flags,
        labels=(),
        load=False,
    )
    return Plan(
        dockerfile=parse(data),
        request=request,
        build_args=options.build_args({}),
        labels=(("by", "test"),),
        log_dir=Path("logs"),
        image="images:one",
        secrets=secrets,
    )


def subjects(walkable: Walkable) -> list[Subject]:
    """Give what is tested at each point."""
    found = []
    for index, _ in enumerate(walkable.axis.points):
        with walkable.subject(index) as subject:
            found.append(subject)
    return found
