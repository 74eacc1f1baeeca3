"""Records of invented builds for tests of reports: with all parts, with the least, and hostile."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from bisectbuild.postmortem import (
    BuilderPart,
    ChangePart,
    Command,
    ContextPart,
    CulpritPart,
    DockerfilePart,
    Evidence,
    FindingPart,
    LastGoodPart,
    LogPart,
    PointPart,
    Postmortem,
    ProbePart,
    SearchPart,
    Status,
    Step,
    Tool,
)

TEXT = """\
# syntax=docker/dockerfile:1
ARG RELEASE=12
FROM registry.example/base/debian:${RELEASE} AS assets
WORKDIR /assets
COPY theme/ ./
RUN ./pack-theme --out theme.pack

FROM registry.example/base/debian:${RELEASE} AS service
ENV LANG=C.UTF-8
WORKDIR /srv/kestrel
COPY requirements.txt ./
RUN set -e; \\
    apt-get update; \\
    apt-get install -y --no-install-recommends libkestrel-dve gcc; \\
    pip install -r requirements.txt
COPY --from=assets /assets/theme.pack ./
CMD ["kestrel", "serve"]
"""
_STEPS = (
    # stage, line, last line, status, seconds, began, size
    ("", 2, 2, "done", None, None, None),
    ("assets", 3, 3, "cached", 0.0, 0.0, 74_800_112),
    ("assets", 4, 4, "cached", 0.0, 0.01, 0),
    ("assets", 5, 5, "done", 0.3, 0.02, 18_204),
    ("assets", 6, 6, "cancelled", 5.1, 0.4, None),
    ("service", 8, 8, "cached", 0.0, 0.0, 74_800_112),
    ("service", 9, 9, "cached", None, None, None),
    ("service", 10, 10, "cached", 0.0, 0.01, 0),
    ("service", 11, 11, "done", 0.2, 0.9, 214),
    ("service", 12, 15, "failed", 4.4, 1.1, None),
    ("service", 16, 16, "not-run", None, None, None),
    ("service", 17, 17, "not-run", None, None, None),
)


def _step(index: int, row: tuple[Any, ...]) -> Step:
    stage, first, last, status, took, began, size = row
    source = "\n".join(TEXT.split("\n")[first - 1 : last])
    return Step(
        stage=stage,
        index=index,
        keyword=source.split()[0],
        source=source,
        line_start=first,
        line_end=last,
        status=status,
        seconds=took,
        image="",
        began=began,
        size=size,
    )


def log(count: int, *, telling: tuple[tuple[int, str], ...] = ()) -> LogPart:
    """Give a log of so many lines, some of them with texts of their own."""
    said = dict(telling)
    lines = tuple(
        Evidence(text=said.get(n, f"Get:{n} kestrel-part-{n} [{n * 37 % 900} kB]"), line=n)
        for n in range(1, count + 1)
    )
    return LogPart(
        lines=count,
        bytes=sum(len(line.text) + 1 for line in lines),
        truncated=False,
        tail=tuple(line.text for line in lines[-40:]),
        file="/logs/service-10.log",
        kept=lines,
    )


_LACKS = "E: Unable to locate package libkestrel-dve"
FINDINGS = (
    FindingPart(
        code="BB301",
        category="pkg-not-found",
        severity="error",
        confidence=0.93,
        title="A package is in none of the repositories",
        cause="apt knows no package libkestrel-dve.",
        fault="dockerfile",
        because=(
            Evidence(text="Reading package lists...", line=18),
            Evidence(text=_LACKS, line=20),
        ),
        advice="Correct the name in line 14: libkestrel-dev is in the repositories.",
        try_=("apt-cache search libkestrel", "apt-get install -y libkestrel-dev"),
    ),
    FindingPart(
        code="BB320",
        category="pkg-index-stale",
        severity="warning",
        confidence=0.55,
        title="The package index is older than the packages",
        cause="The index of registry.example/base/debian:12 may be stale.",
        fault="world",
        because=(Evidence(text="Hit:1 http://packages.example stable InRelease", line=3),),
        advice="Build once without the cache.",
        try_=("apt-get update",),
    ),
    FindingPart(
        code="BB101",
        category="dns",
        severity="note",
        confidence=0.2,
        title="A name of a host could not be resolved",
        cause="packages.example could not be resolved.",
        fault="machine",
        because=(),
        advice="Look whether the builder can resolve names.",
        try_=(),
    ),
)


def full(**changes: Any) -> Postmortem:  # noqa: ANN401 - any field, any value
    """Give a record with all parts filled: a RUN of two stages side by side fails in its chain."""
    steps = tuple(_step(index, row) for index, row in enumerate(_STEPS, start=1))
    culprit = steps[9]
    record = Postmortem(
        schema_version=1,
        tool=Tool(version="0.0.0"),
        status=Status.BROKEN,
        builder=BuilderPart(
            kind="buildkit", version="0.29.1", name="default", why="It is docker's default."
        ),
        dockerfile=DockerfilePart(
            path="shop/Dockerfile", sha256=hashlib.sha256(TEXT.encode()).hexdigest(), text=TEXT
        ),
        context=ContextPart(path="shop"),
        target="service",
        platform="linux/amd64",
        build_args={"RELEASE": "12", "API_TOKEN": "***"},
        steps=steps,
        culprit=CulpritPart(
            stage=culprit.stage,
            index=culprit.index,
            keyword=culprit.keyword,
            source=culprit.source,
            line_start=culprit.line_start,
            line_end=culprit.line_end,
            exit_code=100,
            message='process "/bin/sh -c set -e; …" did not complete successfully: exit code: 100',
            command=Command(
                text="apt-get install -y --no-install-recommends libkestrel-dve gcc", line=14
            ),
        ),
        last_good=LastGoodPart(
            stage="service", index=9, line_end=11, target="bb-0009", image="sha256:" + "ab" * 32
        ),
        findings=FINDINGS,
        log=log(
            20,
            telling=(
                (3, FINDINGS[1].because[0].text),
                (18, "Reading package lists..."),
                (20, _LACKS),
            ),
        ),
        search=SearchPart(
            question="Which is the last instruction that builds?",
            probes=(
                ProbePart(index=9, line_end=11, verdict="good", seconds=0.6, exit_code=None),
                ProbePart(index=10, line_end=15, verdict="bad", seconds=4.5, exit_code=100),
            ),
            remaining=0,
        ),
        transcript=(
            "100\tapt-get install -y libkestrel-dve",
            "0\tapt-cache search libkestrel",
            "0\tapt-get install -y libkestrel-dev",
        ),
        reproduce="bisectbuild debug shop/Dockerfile --target=service --build-arg=RELEASE=12",
        environment={"os": "Linux 6.1.0", "cpu": "x86_64", "cpus": "2", "python": "3.11.2"},
        started="2026-01-02T03:04:05+00:00",
        seconds=6.2,
        warnings=("The index of the base image is 90 days old.",),
        changes=(
            ChangePart(
                kind="added", path="/var/lib/apt/lists/packages.example_stable", size=81_204
            ),
            ChangePart(kind="changed", path="/var/cache/apt/pkgcache.bin", size=2_204_133),
            ChangePart(kind="deleted", path="/var/lib/apt/lists/partial"),
        ),
    )
    return replace(record, **changes)


_ASKED = (
    # index, line, last line, verdict, exit code, seconds, output
    (12, 17, 17, "bad", 3, 1.2, ("checking /srv", "no theme: theme.pack")),
    (9, 11, 11, "good", 0, 0.6, ("checking /srv",)),
    (10, 12, 15, "bad", 3, 0.9, ("checking /srv", "no kestrel: dve")),
)
QUESTION = "kestrel check --all"


def title(step: Step) -> str:
    """Give the title of an instruction as a point of a bisection."""
    return f"line {step.line_start} {' '.join(step.source.replace(chr(92), '').split())}"


def bisection(search: dict[str, Any] | None = None, **changes: Any) -> Postmortem:  # noqa: ANN401 - any field, any value
    """Give a record of a bisection that found line 12; `search` changes its search."""
    record = full()
    steps = tuple(
        replace(step, status="cached" if step.status == "cached" else "done")
        for step in record.steps
    )
    points = [step for step in steps if step.stage]
    verdicts = {row[1]: row[3] for row in _ASKED}
    by_line = {step.line_start: step for step in steps}
    part = SearchPart(
        question=QUESTION,
        probes=tuple(
            ProbePart(
                index=index,
                line_end=last,
                verdict=verdict,
                seconds=took,
                exit_code=code,
                key=str(line),
                title=title(by_line[line]),
                output=output,
            )
            for index, line, last, verdict, code, took, output in _ASKED
        ),
        remaining=0,
        axis_points=tuple(
            PointPart(
                key=str(step.line_start),
                title=title(step),
                verdict=verdicts.get(step.line_start, ""),
                line=step.line_start,
            )
            for step in points
        ),
        way="in a container of each layer",
        result="found",
        sentence=f"{title(steps[9])} is the first bad instruction: `{QUESTION}`",
        log=f"bisectbuild bisect start . -- '{QUESTION}'\nbisectbuild bisect bad 17\n",
    )
    assert record.culprit is not None
    assert record.last_good is not None
    made = replace(
        record,
        steps=steps,
        culprit=replace(record.culprit, exit_code=3, command=None, message=part.sentence),
        last_good=replace(record.last_good, image=""),
        findings=(),
        log=LogPart(lines=0, bytes=0, truncated=False, tail=(), file=""),
        transcript=(),
        changes=(),
        warnings=(),
        search=replace(part, **(search or {})),
        message=part.sentence,
        reproduce=f"bisectbuild bisect shop -- '{QUESTION}'",
    )
    return replace(made, **changes)


def least(**changes: Any) -> Postmortem:  # noqa: ANN401 - any field, any value
    """Give a record with as little as there can be: a healthy build of one instruction."""
    record = Postmortem(
        schema_version=1,
        tool=Tool(version="0.0.0"),
        status=Status.HEALTHY,
        builder=BuilderPart(kind="unknown", version="", name="", why=""),
        dockerfile=DockerfilePart(path="-", sha256="0" * 64, text="FROM scratch\n"),
        context=ContextPart(path="."),
        target="",
        platform="",
        build_args={},
        steps=(),
        culprit=None,
        last_good=None,
        findings=(),
        log=LogPart(lines=0, bytes=0, truncated=False, tail=(), file=""),
        search=None,
        transcript=(),
        reproduce="bisectbuild debug -",
        environment={},
        started="2026-01-02T03:04:05+00:00",
        seconds=0.0,
    )
    return replace(record, **changes)


HOSTILE = (
    "<script>window.ran = 1; alert(1)</script>",
    "</script></style></pre><img src=//evil.example/x onerror=alert(1)>",
    "{{ 7 * 7 }} {% include '/etc/passwd' %} ${ran}",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x00 \x07 \x08",
    "safe \u202egnp.exe\u202c \u200b\u2066 \ufeff \ufffe",
    "]]> --> ``` ~~~ <!-- &amp; ' \" ' onmouseover=alert(1) x='",
    "javascript:alert(1) @everyone #1 http://evil.example/",
    "zalgo " + "e" + "\u0301" * 400,
    "tail\roverwritten",
)


def hostile(*lines: str) -> Postmortem:
    """Give a record in which every text that comes from elsewhere is hostile."""
    bad = lines or HOSTILE
    # A carriage return hides what stands before it, as a terminal does.
    text = " ".join(line for line in bad if "\r" not in line)
    base = full()
    kept = tuple(Evidence(text=line, line=at) for at, line in enumerate(bad, start=1))
    found = base.findings[0]
    source = f"RUN {text}"
    assert base.culprit is not None
    return replace(
        base,
        builder=BuilderPart(kind="unknown", version=text, name=text, why=text),
        dockerfile=replace(base.dockerfile, path=text, text=f"FROM {text}\n{source}\n"),
        context=ContextPart(path=text),
        build_args={text: text},
        steps=tuple(
            replace(
                step,
                stage=text,
                source=source,
                line_start=2,
                line_end=2,
                trigger="" if step.status == "failed" else text,
            )
            for step in base.steps
        ),
        culprit=replace(
            base.culprit,
            stage=text,
            source=source,
            line_start=2,
            line_end=2,
            message=text,
            command=Command(text=text, line=2, by=text),
        ),
        findings=(
            FindingPart(
                code=found.code,
                category=text,
                severity=text,
                confidence=0.9,
                title=text,
                cause=text,
                fault=text,
                because=kept,
                advice=text,
                try_=(text,),
            ),
        ),
        log=LogPart(lines=len(bad), bytes=1, truncated=True, tail=bad, file=text, kept=kept),
        transcript=(text, f"0\t{text}"),
        reproduce=text,
        environment={text: text},
        started=text,
        warnings=(text,),
        message=text,
        changes=(ChangePart(kind=text, path=text, size=1),),
        search=SearchPart(
            question=text,
            probes=(ProbePart(index=1, line_end=2, verdict=text, seconds=1.0, exit_code=1),),
            remaining=1,
        ),
    )
