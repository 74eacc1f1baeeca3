"""Each event to its instruction; recorded builds, and what no small build shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    BuildWarning,
    Failure,
    FailureKind,
    Location,
    StepFinished,
    StepLabel,
    StepLog,
    StepStarted,
    StepStatus,
)
from bisectbuild.dockerfile.parse import parse
from bisectbuild.streams.buildkit_stream import read_stream
from bisectbuild.trace.follow import Trace

STREAMS = Path(__file__).parents[2] / "streams"
OLD, NEW = "docker-20.10.24.plain", "docker-28.5.2-buildx-0.29.1.rawjson"
NEW_PLAIN = "docker-28.5.2-buildx-0.29.1.plain"
PASSED = BuildFinished(failure=None)


def _trace(text: str, *, end: int | None = None, log_dir: Path | None = None) -> Trace:
    file = parse(text.encode())
    reachable = range(len(file.stages))
    return Trace(file, counts="stage", reachable=reachable, log_dir=log_dir, end=end)


def _recorded(case: str, form: str) -> Trace:
    trace = _trace((STREAMS / f"{case}.Dockerfile").read_text())
    data = (STREAMS / f"{case}.{form}").read_bytes()
    for event in read_stream(iter([data]), 0 if case == "good" else 1):
        trace.apply(event)
    return trace


def _shown(trace: Trace) -> list[tuple[int, str]]:
    return [
        (record.instruction.span.start, record.status.value)
        for record in trace.records()
        if not record.trigger
    ]


def _follow(trace: Trace, *events: BuildEvent) -> Trace:
    for event in events:
        trace.apply(event)
    return trace


def _step(
    name: str, label: str, status: StepStatus = StepStatus.DONE, inputs: tuple[str, ...] = ()
) -> list[BuildEvent]:
    """Make the events of a step from `stage 2/3 TEXT`."""
    stage, number, text = label.split(" ", 2)
    index, total = number.split("/")
    shown = StepLabel(
        text=text,
        stage="" if stage == "-" else stage,
        index=int(index),
        total=int(total),
    )
    error = "boom" if status is StepStatus.FAILED else ""
    return [
        StepStarted(id=name, label=shown, inputs=inputs),
        StepFinished(id=name, status=status, error=error),
    ]


CULPRITS = {
    ("parallel", OLD): (11, 7),
    ("parallel", NEW): (11, 7),
    ("parallel", NEW_PLAIN): (11, 7),
    ("same", OLD): (3, 9),
    ("same", NEW): (3, 9),
    ("copymissing", OLD): (4, None),
    ("copymissing", NEW): (4, None),
    ("parse", OLD): (3, None),
    ("parse", NEW): (3, None),
    ("conversion", NEW): (3, None),
    ("nobase", OLD): (3, None),
    ("nobase", NEW): (3, None),
    ("heredoc", NEW): (7, 5),
    ("heredoc", NEW_PLAIN): (7, 5),
    ("link", NEW): (9, 4),
    ("link", NEW_PLAIN): (9, 4),
    ("shared", OLD): (11, 6),
    ("shared", NEW): (11, 6),
    ("onbuild", OLD): (1, None),
    ("onbuild", NEW): (1, None),
    ("onbuildafter", OLD): (3, 3),
    ("onbuildafter", NEW): (3, 3),
}


@pytest.mark.parametrize(("case", "form"), CULPRITS)
def test_a_recorded_builds_culprit_is_found(case: str, form: str) -> None:
    """By line and exit code."""
    culprit = _recorded(case, form).culprit()

    assert culprit is not None
    assert culprit.status is StepStatus.FAILED
    assert (culprit.instruction.span.start, culprit.exit_code) == CULPRITS[case, form]


@pytest.mark.parametrize(
    ("case", "form"),
    [
        *((case, form) for case in ("good", "cancelled", "gone") for form in (OLD, NEW)),
        ("conversion", OLD),
    ],
)
def test_no_instruction_is_blamed_where_none_is_at_fault(case: str, form: str) -> None:
    """The client of 20.10 names no line for a conversion error either."""
    assert _recorded(case, form).culprit() is None


@pytest.mark.parametrize("form", [OLD, NEW, NEW_PLAIN])
def test_stages_that_run_beside_each_other_stand_apart(form: str) -> None:
    """One fails, the other is cancelled, the last is never reached."""
    shown = dict(_shown(_recorded("parallel", form)))

    assert {line: shown[line] for line in (4, 6, 11)} == {4: "done", 6: "cancelled", 11: "failed"}
    assert {shown[line] for line in (1, 2, 3, 5, 8, 9, 10)} <= {"done", "cached"}
    assert {shown[line] for line in (13, 14, 15)} == {"not-run"}


@pytest.mark.parametrize("form", [OLD, NEW])
def test_triggers_of_the_base_are_the_from_instructions(form: str) -> None:
    """They stand in no file; 20.10 does not even mark them."""
    trace = _recorded("onbuild", form)

    triggers = [record for record in trace.records() if record.trigger]
    assert [record.trigger for record in triggers] == [
        "RUN echo trigger-one",
        "COPY app.txt /app.txt",
    ]
    assert {record.instruction.span.start for record in triggers} == {1}
    assert [status for _, status in _shown(trace)][1:] == ["not-run", "not-run"]
    culprit = trace.culprit()
    assert culprit is not None
    assert culprit.trigger == "COPY app.txt /app.txt"


@pytest.mark.parametrize("form", [OLD, NEW])
def test_steps_that_stages_share_are_good_in_each(form: str) -> None:
    """The builder shows them once, under one stage's name; two stages bear one name here."""
    shown = _shown(_recorded("shared", form))

    assert [line for line, status in shown if status not in {"done", "cached"}] == [11]
    assert shown[-1] == (11, "failed")


@pytest.mark.parametrize("form", [OLD, NEW])
def test_everything_in_a_passing_build_is_good(form: str) -> None:
    """Metadata before and after the last step too."""
    assert {status for _, status in _shown(_recorded("good", form))} <= {"done", "cached"}


def test_a_failed_copy_proves_nothing_of_the_steps_before_it() -> None:
    """It is looked up while an earlier RUN still runs."""
    trace = _trace("FROM a\nRUN slow\nENV A=1\nCOPY x /x\nENV B=1\n")
    _follow(
        trace,
        *_step("1", "- 1/3 FROM a", StepStatus.CACHED),
        *_step("2", "- 2/3 RUN slow", StepStatus.CANCELLED),
        *_step("3", "- 3/3 COPY x /x", StepStatus.FAILED),
    )

    assert [status for _, status in _shown(trace)] == [
        "cached",
        "cancelled",
        "not-run",
        "failed",
        "not-run",
    ]


def test_metadata_is_reached_once_a_later_step_is_shown() -> None:
    """The builder never shows ENV or ARG."""
    trace = _trace("FROM a\nENV A=1\nRUN x\nENV B=1\nRUN y\nCMD c\n")
    _follow(trace, *_step("1", "- 1/3 FROM a"), *_step("2", "- 2/3 RUN x"))

    assert [status for _, status in _shown(trace)] == [
        "done",
        "done",
        "done",
        "not-run",
        "not-run",
        "not-run",
    ]


def test_the_lines_that_the_builder_names_win_over_its_numbers() -> None:
    """A step that stages share is shown under one of them."""
    trace = _trace("FROM a AS one\nRUN bad\nFROM a AS two\nRUN bad\n")
    failure = Failure(
        kind=FailureKind.STEP,
        message="boom",
        step="2",
        locations=(Location(line_start=4, line_end=4),),
    )
    _follow(
        trace,
        *_step("1", "one 1/2 FROM a"),
        *_step("2", "one 2/2 RUN bad", StepStatus.FAILED),
        BuildFinished(failure=failure),
    )

    culprit = trace.culprit()
    assert culprit is not None
    assert culprit.instruction.span.start == 4


def test_a_shared_step_is_found_by_its_digests() -> None:
    """What follows it in the other stage stands on it."""
    trace = _trace("FROM a AS one\nRUN same\nFROM a AS two\nRUN same\nRUN more\n")
    _follow(
        trace,
        *_step("f", "one 1/2 FROM a", StepStatus.CACHED),
        *_step("s", "one 2/2 RUN same", StepStatus.CACHED, ("f",)),
        *_step("m", "two 3/3 RUN more", StepStatus.DONE, ("s",)),
    )

    assert [status for _, status in _shown(trace)] == ["cached"] * 4 + ["done"]


def test_an_instruction_built_for_two_platforms_fails_if_one_does() -> None:
    """One record, the worst of both."""
    trace = _trace("FROM a\nRUN x\n")
    for platform, status in (("linux/amd64", StepStatus.DONE), ("linux/arm64", StepStatus.FAILED)):
        label = StepLabel(text="RUN x", index=2, total=2, platform=platform)
        _follow(
            trace,
            StepStarted(id=platform, label=label),
            StepFinished(id=platform, status=status, seconds=1.5),
        )

    record = trace.records()[1]
    assert (record.status, record.seconds, record.id) == (StepStatus.FAILED, 3.0, "linux/arm64")


def test_the_name_that_a_cut_gave_its_stage_is_the_last_stages() -> None:
    """Only an unnamed stage is given one."""
    trace = _trace("FROM a AS one\nRUN x\nFROM b\nRUN y\nRUN z\n", end=4)
    _follow(trace, *_step("1", "bb-0004 2/2 RUN y"), PASSED)

    assert _shown(trace)[3] == (4, "done")
    assert _shown(trace)[4] == (5, "not-run")


def test_the_image_of_a_copy_from_belongs_to_the_copy() -> None:
    """It is resolved before any step, under a name of its own."""
    trace = _trace("FROM a\nCOPY --from=tool:1 /x /x\nRUN --mount=type=bind,from=other true\n")
    names = ("[internal] load metadata for docker.io/library/tool:1", "FROM docker.io/library/a")
    for name in (*names, "[internal] load metadata for docker.io/library/other:latest"):
        trace.apply(StepStarted(id=name, label=StepLabel(text=name)))

    found = [trace.instruction_of(name) for name in names]
    assert [entry.span.start for entry in found if entry] == [2, 1]
    other = trace.instruction_of("[internal] load metadata for docker.io/library/other:latest")
    assert other is not None
    assert other.keyword == "RUN"


def test_resolving_a_base_does_not_make_its_from_done() -> None:
    """Only its failure counts."""
    trace = _trace("FROM a\nSTOPSIGNAL x\n")
    name = "[internal] load metadata for docker.io/library/a:latest"
    failure = Failure(kind=FailureKind.CONVERSION, message="invalid signal: x")
    _follow(
        trace,
        StepStarted(id="1", label=StepLabel(text=name)),
        StepFinished(id="1", status=StepStatus.DONE),
        BuildFinished(failure=failure),
    )

    assert [status for _, status in _shown(trace)] == ["not-run", "not-run"]


def test_the_legacy_builders_number_is_the_instructions() -> None:
    """Every instruction of the file counts, global arguments among them; triggers are extra."""
    file = parse(b"ARG V=1\nFROM a:$V\nRUN x\nRUN x\n")
    trace = Trace(file, counts="file", reachable=(0,), log_dir=None)
    done = StepStatus.DONE
    failure = Failure(kind=FailureKind.STEP, message="boom", step="5", exit_code=3)
    _follow(
        trace,
        *_step("1", "- 1/4 ARG V=1"),
        *_step("2", "- 2/4 FROM a:$V"),
        StepStarted(id="3", label=StepLabel(text="RUN t", index=1, total=1, onbuild=True)),
        StepFinished(id="3", status=done),
        *_step("4", "- 3/4 RUN x"),
        *_step("5", "- 4/4 RUN x", StepStatus.FAILED),
        BuildFinished(failure=failure),
    )

    assert _shown(trace) == [(1, "done"), (2, "done"), (3, "done"), (4, "failed")]
    assert [(r.trigger, r.instruction.index) for r in trace.records() if r.trigger] == [
        ("RUN t", 2)
    ]
    culprit = trace.culprit()
    assert culprit is not None
    assert (culprit.instruction.index, culprit.exit_code) == (4, 3)


def test_a_label_step_beyond_the_file_is_no_instruction() -> None:
    """The legacy builder adds one for `--label`."""
    trace = Trace(parse(b"FROM a\n"), counts="file", reachable=(0,), log_dir=None)
    _follow(trace, *_step("1", "- 1/2 FROM a"), *_step("2", "- 2/2 LABEL x=y"), PASSED)

    assert trace.instruction_of("2") is None
    assert _shown(trace) == [(1, "done")]


def test_each_steps_log_goes_to_a_file_of_its_own(tmp_path: Path) -> None:
    """Whole, with its last lines and its size in the record."""
    trace = _trace("FROM a\nRUN x\n", log_dir=tmp_path / "logs")
    events = _step("2", "- 2/2 RUN x", StepStatus.FAILED)
    clip = b"[output clipped, log limit 2MiB reached]\n"
    for data in (b"one\ntw", b"o\n", clip):
        events.insert(-1, StepLog(id="2", data=data))
    _follow(trace, *events, BuildWarning(text="w"))
    trace.close()

    record = trace.records()[1]
    assert record.log_file is not None
    assert record.log_file.read_bytes() == b"one\ntwo\n" + clip
    assert record.tail[:2] == ("one", "two")
    assert (record.log_lines, record.log_bytes, record.clipped) == (3, 8 + len(clip), True)


def test_a_lone_failed_step_is_blamed_where_nothing_else_is_told() -> None:
    """As when the last line of a log is lost."""
    trace = _trace("FROM a\nRUN x\nRUN y\n")
    failure = Failure(kind=FailureKind.STEP, message="lost")
    _follow(
        trace,
        *_step("1", "- 2/3 RUN x"),
        *_step("2", "- 3/3 RUN y", StepStatus.FAILED),
        BuildFinished(failure=failure),
    )

    culprit = trace.culprit()
    assert culprit is not None
    assert culprit.instruction.span.start == 3


def test_a_step_of_a_stage_in_no_file_is_borne() -> None:
    """Hostile or future names are no reason to stop."""
    trace = _trace("FROM a AS one\nFROM b AS two\nRUN x\n")
    _follow(trace, *_step("1", "other 99/3 RUN z"), PASSED)

    assert trace.instruction_of("1") is None
    assert trace.instruction_of("nobody") is None


def test_only_a_failed_steps_telling_lines_are_kept() -> None:
    """With their true numbers; what a step that passed printed tells of no failure."""
    trace = _trace("FROM a\nRUN x\nRUN y\n")
    for key, status in (("2", StepStatus.DONE), ("3", StepStatus.FAILED)):
        started, finished = _step(key, f"- {key}/3 RUN {'x' if key == '2' else 'y'}", status)
        _follow(trace, started, StepLog(id=key, data=b"hello\nit failed\n"), finished)

    records = trace.records()

    assert [record.log is None for record in records] == [True, True, False]
    assert records[2].log is not None
    assert (records[2].log.lines, records[2].log.numbers) == (("hello", "it failed"), (1, 2))
    assert records[1].tail == ("hello", "it failed")
