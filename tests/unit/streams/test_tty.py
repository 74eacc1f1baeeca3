"""What BuildKit draws on a terminal becomes the events of its last frame."""

from __future__ import annotations

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    StepFinished,
    StepLog,
    StepStarted,
    StepStatus,
)
from bisectbuild.streams.tty import TtyReader

ERROR = 'process "/bin/sh -c make the-whole-world" did not complete successfully: exit code: 2'
FRAME = """[+] Building 0.3s (4/6)                                       docker:default
 => [internal] load build definition from Dockerfile                            0.0s
 => => transferring dockerfile: 98B                                             0.0s
 => [build 2/4] RUN make the-wh                                                 0.2s
 => => # cc -c world.c
"""
LAST = f"""[+] Building 1.3s (6/6) FINISHED                              docker:default
 => [internal] load build definition from Dockerfile                            0.0s
 => => transferring dockerfile: 98B                                             0.0s
 => CACHED [build 1/4] FROM docker.io/library/base                              0.0s
 => ERROR [build 2/4] RUN make the-wh                                           1.2s
 => CANCELED [docs 2/2] RUN sphinx                                              1.2s
------
 > [build 2/4] RUN make the-whole-world:
0.123 cc -c world.c
0.124 world.c:3: too large
------
ERROR: failed to solve: {ERROR}
"""


def read(text: str, size: int = 7) -> list[BuildEvent]:
    """Read a text in pieces."""
    reader, events = TtyReader(), list[BuildEvent]()
    data = text.encode()
    for at in range(0, len(data), size):
        events += reader.feed(data[at : at + size])
    return [*events, *reader.finish(1)]


def test_each_step_is_told_once_as_the_last_frame_shows_it() -> None:
    """With the whole name that the summary has of the failed one."""
    events = read(FRAME + LAST)

    names = [event.label.text for event in events if isinstance(event, StepStarted)]
    ends = {e.id: (e.status, e.seconds) for e in events if isinstance(e, StepFinished)}
    assert "RUN make the-whole-world" in names
    assert names.count("FROM docker.io/library/base") == 1
    assert list(ends.values()) == [
        (StepStatus.DONE, 0.0),
        (StepStatus.FAILED, 1.2),
        (StepStatus.CACHED, 0.0),
        (StepStatus.CANCELLED, 1.2),
    ]


def test_the_failure_names_the_step_and_its_log_is_the_summarys() -> None:
    """Not the lines of the frames, which show some of them again and again."""
    events = read(FRAME + LAST)

    (finished,) = [event for event in events if isinstance(event, BuildFinished)]
    (log,) = [event for event in events if isinstance(event, StepLog)]
    assert finished.failure is not None
    assert finished.failure.exit_code == 2
    assert log.id == finished.failure.step
    assert log.data == b"cc -c world.c\nworld.c:3: too large\n"


def test_of_several_failed_steps_the_one_that_the_message_quotes_is_to_blame() -> None:
    """Another one failed beside it."""
    other = " => ERROR [docs 2/2] RUN sphinx-build                             0.1s\n"
    events = read(LAST.replace("------\n > ", f"{other}------\n > ", 1))

    (finished,) = [event for event in events if isinstance(event, BuildFinished)]
    assert finished.failure is not None
    assert finished.failure.step == "[build 2/4] RUN make the-wh"


def test_without_a_summary_the_lines_drawn_last_are_the_log() -> None:
    """A recording that stops while a step runs."""
    events = read(FRAME)

    assert [event.data for event in events if isinstance(event, StepLog)] == [b"cc -c world.c\n"]


def test_a_build_is_over_where_it_says_so() -> None:
    """Blank lines between frames end nothing."""
    reader = TtyReader()
    list(reader.feed(f"{FRAME}\n\n".encode()))
    before = reader.is_over
    list(reader.feed(LAST.encode()))

    assert (before, reader.is_over) == (False, True)


def test_a_recording_of_ever_new_names_is_bounded() -> None:
    """No file has so many steps."""
    reader = TtyReader()
    for number in range(6000):
        list(reader.feed(f" => [1/2] RUN {number}  0.1s\n".encode()))

    events = list(reader.finish(1))
    assert sum(isinstance(event, StepStarted) for event in events) == 5000


def test_seconds_of_endless_digits_are_part_of_the_name() -> None:
    """No number is as great."""
    reader = TtyReader()
    list(reader.feed(f" => [1/1] RUN x {'9' * 400}.0s\n".encode()))

    ends = [event for event in reader.finish(1) if isinstance(event, StepFinished)]
    assert [event.seconds for event in ends] == [None]
