"""Values that tests of renderers and records share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bisectbuild.postmortem import (
    BuilderPart,
    ContextPart,
    CulpritPart,
    DockerfilePart,
    LastGoodPart,
    LogPart,
    Postmortem,
    ProbePart,
    SearchPart,
    Status,
    Step,
    Tool,
)

TEXT = "FROM base\n\nRUN one\nRUN two \\\n  && three\nRUN four\n"


def step(index: int, line: int, source: str, status: str, end: int | None = None) -> Step:
    """Give a step of the one stage."""
    return Step(
        stage="0",
        index=index,
        keyword=source.partition(" ")[0],
        source=source,
        line_start=line,
        line_end=end or line,
        status=status,
        seconds=0.5,
        image="",
    )


def postmortem(**changes: Any) -> Postmortem:  # noqa: ANN401 - any field, any value
    """Give the record of a build that fails at `RUN two`, with some fields changed."""
    record = Postmortem(
        schema_version=1,
        tool=Tool(version="0.0.0"),
        status=Status.BROKEN,
        builder=BuilderPart(kind="buildkit", version="1", name="default", why="It is the default."),
        dockerfile=DockerfilePart(path="Dockerfile", sha256="0" * 64, text=TEXT),
        context=ContextPart(path="."),
        target="",
        platform="",
        build_args={"A": "1"},
        steps=(
            step(1, 1, "FROM base", "cached"),
            step(2, 3, "RUN one", "done"),
            step(3, 4, "RUN two \\\n  && three", "failed", end=5),
            step(4, 6, "RUN four", "not-run"),
        ),
        culprit=CulpritPart(
            stage="0",
            index=3,
            keyword="RUN",
            source="RUN two \\\n  && three",
            line_start=4,
            line_end=5,
            exit_code=2,
            message='process "/bin/sh -c two" did not complete successfully: exit code: 2',
            command=None,
        ),
        last_good=LastGoodPart(
            stage="0", index=2, line_end=3, target="bb-0002", image="sha256:abc"
        ),
        findings=(),
        log=LogPart(lines=2, bytes=9, truncated=False, tail=("one", "two"), file="/logs/3.log"),
        search=SearchPart(
            question="?",
            probes=(ProbePart(index=2, line_end=3, verdict="good", seconds=0.1, exit_code=None),),
            remaining=0,
        ),
        transcript=(),
        reproduce="bisectbuild debug Dockerfile",
        environment={"os": "x"},
        started="2026-01-01T00:00:00+00:00",
        seconds=1.5,
    )
    return replace(record, **changes)
