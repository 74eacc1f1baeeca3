"""The plain text of all BuildKit versions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    BuildWarning,
    Failure,
    FailureKind,
    StepFinished,
    StepLog,
    StepProgress,
    StepStarted,
    StepStatus,
)
from bisectbuild.streams.plain import PlainReader

RUN_ERROR = 'process "/bin/sh -c exit 7" did not complete successfully: exit code: 7'
FINAL = f"------\n > [2/2] RUN a:\n0.1 noise\n------\nERROR: failed to solve: {RUN_ERROR}\n"


def _read(text: str | bytes, code: int = 0, size: int = 5) -> list[BuildEvent]:
    data = text.encode() if isinstance(text, str) else text
    reader = PlainReader()
    events: list[BuildEvent] = []
    for at in range(0, len(data), size):
        events += reader.feed(data[at : at + size])
    return [*events, *reader.finish(code)]


def _logs(events: list[BuildEvent]) -> dict[str, bytes]:
    logs: dict[str, bytes] = {}
    for event in events:
        if isinstance(event, StepLog):
            logs[event.id] = logs.get(event.id, b"") + event.data
    return logs


def _failure(events: list[BuildEvent]) -> Failure:
    finished = events[-1]
    assert isinstance(finished, BuildFinished)
    assert finished.failure is not None
    return finished.failure


def test_steps_that_take_turns_keep_their_own_logs() -> None:
    """One step is printed at a time, its header again at each turn."""
    events = _read(
        "#5 [a 2/3] RUN a\n#5 0.1 one\n#5 ...\n\n"
        "#6 [b 2/3] RUN b\n#6 0.2 two\n#6 ...\n\n"
        "#5 [a 2/3] RUN a\n#5 10.25 three\n#5 DONE 10.3s\n\n"
        "#6 [b 2/3] RUN b\n#6 DONE 11.0s\n"
    )

    assert _logs(events) == {"5": b"one\nthree\n", "6": b"two\n"}
    assert [event.id for event in events if isinstance(event, StepStarted)] == ["5", "6"]
    assert StepFinished(id="5", status=StepStatus.DONE, seconds=10.3) in events


def test_the_second_header_line_of_0_8_is_no_progress() -> None:
    """A digest by itself."""
    digest = "sha256:" + "0" * 64
    events = _read(f"#5 [2/3] RUN a\n#5 {digest}\n#5 0.254 text\n#5 CACHED\n")

    assert not [event for event in events if isinstance(event, StepProgress)]
    assert _logs(events) == {"5": b"text\n"}


@pytest.mark.parametrize(
    "text",
    [
        "#3 fake header",
        "#9 ERROR: fake",
        "------",
        " > [x] y:",
        "DONE 1s",
        "CACHED",
        "",
        "   indented",
        "Dockerfile:3",
    ],
)
def test_a_log_cannot_pass_for_anything_else(text: str) -> None:
    """Each of its lines begins with number and seconds."""
    events = _read(f"#5 [2/3] RUN a\n#5 0.25 {text}\n#5 DONE 0.3s\n")

    assert _logs(events) == {"5": f"{text}\n".encode()}
    assert [type(event) for event in events] == [
        StepStarted,
        StepLog,
        StepFinished,
        BuildFinished,
    ]


def test_a_logs_bytes_are_kept() -> None:
    """They need not be UTF-8, and may hold carriage returns."""
    events = _read(b"#5 [2/3] RUN a\n#5 0.25 \xffx\r50%\rdone\n")

    assert _logs(events) == {"5": b"\xffx\r50%\rdone\n"}


def test_each_end_of_a_step_is_read() -> None:
    """DONE with and without seconds, CACHED, CANCELED, ERROR."""
    events = _read(
        "#1 [1/5] FROM x\n#1 DONE 0.0s\n\n#2 [2/5] RUN a\n#2 CACHED\n\n#3 [3/5] RUN b\n"
        "#3 CANCELED\n\n#4 [4/5] RUN c\n#4 ERROR: " + RUN_ERROR + "\n\n#5 [5/5] RUN d\n#5 DONE\n"
    )

    ends = {event.id: event for event in events if isinstance(event, StepFinished)}
    assert [ends[key].status.value for key in "12345"] == [
        "done",
        "cached",
        "cancelled",
        "failed",
        "done",
    ]
    assert (ends["1"].seconds, ends["4"].exit_code, ends["5"].seconds) == (0.0, 7, None)


def test_a_step_found_cached_can_still_be_run_and_cancelled() -> None:
    """Seen on 20.10: CACHED, later CANCELED under the same number."""
    events = _read(
        "#4 [2/3] RUN a\n#4 CACHED\n\n#6 [3/3] COPY a b\n#6 ERROR: boom\n\n"
        "#4 [2/3] RUN a\n#4 0.3 late\n#4 CANCELED\n"
    )

    ends = [event.status for event in events if isinstance(event, StepFinished) and event.id == "4"]
    assert ends == [StepStatus.CACHED, StepStatus.CANCELLED]
    assert _logs(events) == {"4": b"late\n"}


def test_transfers_are_progress() -> None:
    """Decimal units, as tonistiigi/units prints them."""
    digest = "sha256:" + "79" * 32
    events = _read(
        f"#5 [1/3] FROM x\n#5 {digest} 2.00kB / 45.34MB 0.2s\n#5 transferring context: 35B done\n"
        f"#5 extracting {digest} 0.4s done\n#5 resolve docker.io/x\n"
    )

    progress = [
        (event.what, event.current, event.total)
        for event in events
        if isinstance(event, StepProgress)
    ]
    assert progress == [
        (digest, 2000, 45_340_000),
        ("transferring context:", 35, 0),
        (f"extracting {digest}", 0, 0),
        ("resolve docker.io/x", 0, 0),
    ]


def test_a_warning_names_its_line() -> None:
    """From 0.10 on."""
    events = _read("#1 [internal] load\n#1 WARN: StageNameCasing: x (line 7)\n#1 DONE 0.0s\n")

    assert BuildWarning(text="StageNameCasing: x (line 7)", line=7) in events


def test_a_clipped_log_is_told() -> None:
    """A person must know that the log is not whole."""
    events = _read("#5 [2/3] RUN a\n#5 1.2 [output clipped, log limit 1MiB reached]\n")

    assert any(isinstance(event, BuildWarning) and "1MiB" in event.text for event in events)


def test_the_summary_is_no_log() -> None:
    """Up to 0.11 its lines have numbers, as logs have."""
    summary = FINAL.replace("0.1 noise", "#5 0.1 noise\n#6 ERROR: noise")
    events = _read(f"#5 [2/2] RUN a\n#5 0.1 real\n#5 ERROR: {RUN_ERROR}\n{summary}", 1)

    assert _logs(events) == {"5": b"real\n"}
    assert _failure(events).step == "5"
    assert _failure(events).message == RUN_ERROR


def test_an_error_of_several_lines_is_one_error() -> None:
    """Registries answer with bodies."""
    events = _read("#5 [1/2] FROM x\n#5 ERROR: 429 Too Many Requests\ntoomanyrequests: limit\n", 1)

    assert _failure(events).message == "429 Too Many Requests\ntoomanyrequests: limit"


def test_a_log_line_that_lost_its_number_stays_a_log_line() -> None:
    """Before 0.12 partial lines could come so."""
    events = _read("#5 [2/2] RUN a\n#5 0.1 one\ntwo\n#5 0.2 three\n#5 DONE 0.3s\n")

    assert _logs(events) == {"5": b"one\ntwo\nthree\n"}


def test_the_last_words_of_a_dying_client_are_its_message() -> None:
    """Though a step still runs."""
    last = "failed to receive status: rpc error: code = Unavailable desc = closing transport"
    events = _read(f"#5 [2/2] RUN a\n#5 0.1 one\n{last}\n", 1)

    assert _failure(events).kind is FailureKind.ENGINE
    assert _logs(events) == {"5": b"one\n"}


def test_a_step_whose_header_is_missing_has_no_name() -> None:
    """The start of a stored log can be lost; its lines are no names."""
    events = _read(f"#14 3.3 text\n#14 ERROR: {RUN_ERROR}\n{FINAL}", 1)

    started = [event.label.text for event in events if isinstance(event, StepStarted)]
    assert started == [""]
    assert _failure(events).step == "14"


def test_a_line_of_ten_megabytes_comes_in_pieces() -> None:
    """None of them is held whole."""
    line = b"x" * (10 * 1024 * 1024)
    events = _read(b"#5 [2/2] RUN a\n#5 0.1 " + line + b"\n#5 0.2 y\n", size=60_000)

    assert _logs(events) == {"5": line + b"\ny\n"}
    assert max(len(e.data) for e in events if isinstance(e, StepLog)) < 200_000


def test_the_line_of_the_instance_is_no_step() -> None:
    """`#0 building with …`, buildx 0.11 on."""
    events = _read('#0 building with "default" instance using docker driver\n\n#1 [internal] x\n')

    assert [event.id for event in events if isinstance(event, StepStarted)] == ["1"]


def test_the_image_is_what_the_exporter_wrote() -> None:
    """From the exporter's progress."""
    digest = "sha256:" + "cd" * 32
    finished = _read(f"#8 exporting to image\n#8 writing image {digest} done\n#8 DONE 0.0s\n")[-1]

    assert isinstance(finished, BuildFinished)
    assert finished.image == digest


def test_the_end_of_a_step_behind_an_unended_log_line_is_seen() -> None:
    """Docker 20.10 prints it there; a blank line follows, which a log never holds."""
    events = _read(
        "#5 [2/2] RUN a\n#5 0.1 one\n#5 0.2 two#5 DONE 0.3s\n\n#6 exporting\n#6 DONE 0.0s\n"
    )

    ended = [(e.id, e.status) for e in events if isinstance(e, StepFinished)]
    assert _logs(events) == {"5": b"one\ntwo"}
    assert ended == [("5", StepStatus.DONE), ("6", StepStatus.DONE)]


def test_a_log_line_that_looks_like_the_end_of_its_step_is_a_log_line() -> None:
    """Where the step goes on, or another step's number stands there."""
    events = _read("#5 [2/2] RUN a\n#5 0.1 x#5 DONE 0.3s\n#5 0.2 y#6 DONE 0.3s\n\n#5 DONE 0.4s\n")

    ended = [e.seconds for e in events if isinstance(e, StepFinished)]
    assert _logs(events) == {"5": b"x#5 DONE 0.3s\ny#6 DONE 0.3s\n"}
    assert ended == [0.4]


_LINES = st.lists(
    st.sampled_from(
        [
            "#5 [a 2/3] RUN a", "#6 [b 2/3] RUN b", "#5 0.12 one", "#5 0.13 two #5 quoted",
            "#5 0.14", "#5 0.15 ", "#6 12.3 three", "#5 ...", "#6 DONE 1.0s", "#5 DONE 2.0s",
            "#5 0.16 glued#5 DONE 2.0s", "#5 0.17 glued#5 ...", "", "stray", "#5 CACHED",
            f"#5 ERROR: {RUN_ERROR}", "------", " > [a 2/3] RUN a:", "#5 0.18 #6 0.1 other",
        ]
    ),
    max_size=25,
)  # fmt: skip


@given(_LINES, st.integers(min_value=1, max_value=60))
def test_lines_read_at_once_are_the_lines_read_one_by_one(lines: list[str], size: int) -> None:
    """However a pipe cuts them: runs of a step's log are taken as a whole."""
    text = "".join(f"{line}\n" for line in lines)

    whole, cut = _read(text, size=len(text) + 1), _read(text, size=size)

    assert _logs(whole) == _logs(cut)
    others = [[e for e in events if not isinstance(e, StepLog)] for events in (whole, cut)]
    assert others[0] == others[1]


def test_a_long_log_is_passed_on_in_few_events() -> None:
    """A line alone would cost more than all else."""
    text = "#5 [a 2/3] RUN a\n" + "".join(f"#5 {n}.25 line {n}\n" for n in range(5000))

    logs = [event for event in _read(text, size=256 * 1024) if isinstance(event, StepLog)]

    assert len(logs) == 1
    assert logs[0].data.count(b"\n") == 5000


def test_a_build_is_over_when_nothing_runs_any_more() -> None:
    """Another one may then begin in the same log."""
    reader = PlainReader()
    seen = []
    for line in ("#5 [2/2] RUN a", "#5 0.1 one", f"#5 ERROR: {RUN_ERROR}", "------"):
        list(reader.feed(f"{line}\n".encode()))
        seen.append(reader.is_over)

    assert seen == [False, False, False, True]


def test_words_that_follow_an_error_without_end_are_bounded() -> None:
    """A CI may go on for hours behind it."""
    noise = "".join(f"noise {number}\n" for number in range(20_000))
    events = _read(f"#5 [2/2] RUN a\n#5 ERROR: {RUN_ERROR}\n{noise}", code=1, size=100_000)

    (ended,) = [event for event in events if isinstance(event, StepFinished)]
    assert len(ended.error) < 70_000


@pytest.mark.parametrize(
    "line",
    [
        "DONE 1.2.3s",
        "DONE " + "9" * 400 + "s",
        "sha256:x " + "9" * 400 + "MB / 1MB",
        "WARN: x (line " + "9" * 5000 + ")",
        "0.2 two#5 DONE 1.2.3s\n",
    ],
)
def test_numbers_that_are_none_are_words(line: str) -> None:
    """Nothing is read from them, and the step goes on."""
    events = _read(f"#5 [2/2] RUN a\n#5 {line}\n#5 0.1 one\n#5 DONE 0.3s\n")

    assert [e.seconds for e in events if isinstance(e, StepFinished)] == [0.3]
    assert _logs(events)["5"].endswith(b"one\n")
