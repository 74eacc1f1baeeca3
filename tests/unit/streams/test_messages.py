"""The engine's messages as programs keep them become build events."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from bisectbuild.builder import BuildEvent, BuildFinished, StepFinished, StepLog, StepStatus
from bisectbuild.streams.messages import MessagesReader

MESSAGES: list[dict[str, object]] = [
    {"stream": "Step 1/2 : FROM base\n"},
    {"status": "Pulling from library/base", "id": "latest", "progressDetail": {}},
    {"stream": " ---> b00e18382ec6\n"},
    {"stream": "Step 2/2 : RUN make\n"},
    {"stream": " ---> Running in 7a0fc8e52b5c\n"},
    {"stream": "caf\u00e9 {not json\n"},
    {
        "errorDetail": {
            "code": 2,
            "message": "The command '/bin/sh -c make' returned a non-zero code: 2",
        },
        "error": "The command '/bin/sh -c make' returned a non-zero code: 2",
    },
]
FORMS = {
    "a line each": "\r\n".join(map(json.dumps, MESSAGES)),
    "one array": json.dumps(MESSAGES),
    "an indented array": json.dumps(MESSAGES, indent=2),
    "not escaped": json.dumps(MESSAGES, ensure_ascii=False),
    "printed by Python": "\n".join(map(str, MESSAGES)),
    "with other lines between": "\nbuilding …\n".join(map(json.dumps, MESSAGES)),
}


@pytest.mark.parametrize("size", [1, 13, 100_000])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read(form: str, size: int) -> None:
    """Cut anywhere, within characters too."""
    reader, events = MessagesReader(), list[BuildEvent]()
    data = f"{FORMS[form]}\n".encode()
    for at in range(0, len(data), size):
        events += reader.feed(data[at : at + size])
    over = reader.is_over
    events += reader.finish(1)

    final = events[-1]
    assert isinstance(final, BuildFinished)
    assert final.failure is not None
    assert (final.failure.step, final.failure.exit_code, over) == ("step-0002", 2, True)
    log = [e.data for e in events if isinstance(e, StepLog) and e.id == "step-0002"]
    assert b"".join(log).decode() == "caf\u00e9 {not json\n"
    states = [event.status for event in events if isinstance(event, StepFinished)]
    assert states == [StepStatus.DONE, StepStatus.FAILED]


def test_a_text_that_never_ends_its_line_is_not_held() -> None:
    """Memory does not grow with it."""
    reader = MessagesReader()
    tracemalloc.start()
    try:
        for _ in range(60):
            list(reader.feed(b'{"' + b"x" * 100_000))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert held < 3_000_000


def test_half_a_character_is_replaced() -> None:
    """JSON can write one, and no text can hold it."""
    reader = MessagesReader()
    lines = [*(json.dumps(message) for message in MESSAGES[:5]), r'{"stream":"a\ud83db\n"}']
    lines += [r'{"stream":"\u001b[91mc\ud83d\u001b[0m"}', json.dumps(MESSAGES[-1])]
    events = [*reader.feed("\n".join(lines).encode()), *reader.finish(1)]

    log = [e.data for e in events if isinstance(e, StepLog) and e.id == "step-0002"]
    assert b"".join(log) == b"a?b\nc?"


@pytest.mark.parametrize(
    "odd",
    [
        f'{{"aux": {"9" * 5000}}}',
        f'{{"stream": {"9" * 5000}',
        f"{{'aux': {'9' * 5000}}}",
        "{'a': {[]: 1}}",
    ],
)
def test_a_message_that_cannot_be_read_is_passed_over(odd: str) -> None:
    """A number of so many digits is refused by Python itself."""
    reader = MessagesReader()
    lines = [*(json.dumps(message) for message in MESSAGES[:5]), odd, json.dumps(MESSAGES[-1])]
    events = [*reader.feed("\n".join(lines).encode()), *reader.finish(1)]

    final = events[-1]
    assert isinstance(final, BuildFinished)
    assert final.failure is not None
    assert final.failure.exit_code == 2
