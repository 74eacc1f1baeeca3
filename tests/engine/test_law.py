"""The law of this project: a cut costs nothing and harms nothing."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import pytest

from bisectbuild.builder import (
    Builder,
    BuildFinished,
    BuildRequest,
    StepFinished,
    StepStarted,
    StepStatus,
)
from bisectbuild.dockerfile.cut import cut_points, is_buildable
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.parse import parse
from bisectbuild.engines import load
from bisectbuild.engines.choose import choose
from bisectbuild.options import BuildOptions
from bisectbuild.search.plan import Plan, cut_request
from tests.support.law_cases import CASES, Case
from tests.support.matrix import Engine

_EXECUTED = re.compile(r"^(?:ONBUILD )?(RUN|COPY|ADD|WORKDIR)\b", re.IGNORECASE)
pytestmark = pytest.mark.engine


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest, engine_builder: Engine) -> Case:
    """Give a case that this builder can build."""
    found: Case = request.param
    if found.only_buildkit and engine_builder.builder == "legacy":
        pytest.skip("the legacy builder refuses this by design")
    if found.heredocs and not engine_builder.buildx_version:
        pytest.skip("this BuildKit is older than heredocs")
    return found


def test_no_cut_runs_a_step_again_and_the_full_cut_is_the_image(
    case: Case, engine_builder: Engine, tmp_path: Path
) -> None:
    """After a person's own build, cuts execute nothing, change nothing, and end in its image."""
    plan = _lay_out(case, tmp_path)
    tag = f"bisectbuild-test/law-{case.name}:{secrets.token_hex(4)}"
    _person_builds(engine_builder, plan, tag)
    theirs = _image_id(engine_builder, tag)
    builder = _builder(engine_builder)

    points = [
        p for p in cut_points(plan.dockerfile, None) if is_buildable(plan.dockerfile, p.index)
    ]
    cuts = {at: _build_cut(plan, builder, at) for at in points}
    again = _person_builds(engine_builder, plan, tag)

    assert {at.index: ran for at, (ran, _) in cuts.items() if ran} == {}
    assert list(cuts.values())[-1][1] == theirs
    assert _image_id(engine_builder, tag) == theirs
    assert _steps_run(again) == []
    engine_builder.docker("rmi", tag)


def _lay_out(case: Case, folder: Path) -> Plan:
    nonce = secrets.token_hex(8)
    for name, content in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.replace("@", nonce))
    data = case.dockerfile.replace("@", nonce).encode()
    path = folder / "Dockerfile"
    path.write_bytes(data)
    options = BuildOptions(
        dockerfile=path, context=folder, target=None, builder="auto", flags=case.flags
    )
    request = BuildRequest(
        dockerfile=data,
        dockerfile_path=path,
        context=str(folder),
        context_is_remote=False,
        target=None,
        flags=case.flags,
        labels=(),
        load=True,
    )
    return Plan(
        dockerfile=parse(data),
        request=request,
        build_args=options.build_args({}),
        labels=(),
        log_dir=folder.parent / "logs",
    )


def _builder(engine: Engine) -> Builder:
    return load(choose(engine.builder, engine.env), engine.env)


def _person_builds(engine: Engine, plan: Plan, tag: str) -> str:
    progress = ("--progress=plain",) if engine.builder == "buildkit" else ()
    return engine.docker("build", *progress, *plan.request.flags, "-t", tag, plan.request.context)


def _image_id(engine: Engine, tag: str) -> str:
    return engine.docker("image", "inspect", "--format", "{{.Id}}", tag).strip()


def _build_cut(plan: Plan, builder: Builder, at: Instruction) -> tuple[list[str], str]:
    """Build a cut; give the texts of the steps that were executed, and the image id.

    A FROM and an ARG before it make no layer, so there is nothing to execute.
    """
    names: dict[str, str] = {}
    ran: list[str] = []
    image = ""
    for event in builder.build(cut_request(plan, at)):
        if isinstance(event, StepStarted):
            names[event.id] = event.label.text
        elif isinstance(event, StepFinished) and event.status is not StepStatus.CACHED:
            if builder.counts == "file" or _EXECUTED.match(names[event.id]):
                ran.append(names[event.id])
        elif isinstance(event, BuildFinished):
            assert event.failure is None
            image = event.image
    first = plan.dockerfile.stages[0].instructions[0].index
    free = {entry.text for entry in plan.dockerfile.instructions[: first - 1]}
    return [t for t in ran if not t.upper().startswith("FROM") and t not in free], image


def _steps_run(output: str) -> list[str]:
    """Give the steps that a client's output tells to have been executed."""
    if "Successfully built" in output and "Step 1/" in output:
        return re.findall(r"^ ---> Running in .*$", output, re.MULTILINE)
    steps = set(re.findall(r"^#(\d+) \[.*?\d+/\d+\] (?!FROM)", output, re.MULTILINE))
    cached = set(re.findall(r"^#(\d+) CACHED", output, re.MULTILINE))
    return sorted(steps - cached)
