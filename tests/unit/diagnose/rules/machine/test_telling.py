"""Words of the network count where a step ended with them."""

from __future__ import annotations

from typing import Final

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rules.machine.telling import host_of, telling, without_network
from bisectbuild.diagnose.signature import Signature
from bisectbuild.trace.digest import digest_lines

_RESET: Final = (Signature(r"Connection reset by peer", "reset"),)


def _case(*lines: str, source: str = "RUN ./get.sh") -> Case:
    return Case(keyword="RUN", source=source, exit_code=1, log=digest_lines(lines))


def test_the_words_that_a_step_ended_with_are_told() -> None:
    """In the order of the log, with their numbers."""
    case = _case("begin", "a: Connection reset by peer", "b: Connection reset by peer")

    assert [hit.number for hit in telling(case, _RESET)] == [2, 3]


@pytest.mark.parametrize(
    "after",
    [
        "Setting up otter (1.0) ...",
        "Collecting otter",
        "make: *** [all] Error 1",
        "test result: FAILED. 1 passed; 1 failed",
    ],
)
def test_words_that_a_step_went_on_after_are_not(after: str) -> None:
    """Other programs ran well after them, or failed for another reason."""
    assert telling(_case("a: Connection reset by peer", after), _RESET) == ()


def test_a_try_that_is_made_again_is_not_told() -> None:
    """The tool says itself that it does not give up yet."""
    case = _case("WARN error (Connection reset by peer). Will retry in 10 seconds.")

    assert telling(case, _RESET) == ()


def test_words_far_above_the_end_are_not() -> None:
    """Much was printed after them."""
    case = _case("a: Connection reset by peer", *("line",) * 200)

    assert telling(case, _RESET) == ()


@pytest.mark.parametrize(
    ("lines", "host"),
    [
        (("GET https://npm.example/otter: Connection reset by peer",), "npm.example"),
        (("for url (https://index.example/otter/)", "Connection reset by peer"), "index.example"),
        (("HTTPSConnectionPool(host='a.example'): Connection reset by peer",), "a.example"),
        (("Connection reset by peer",), "get.example"),
    ],
)
def test_a_host_is_found_near_the_words(lines: tuple[str, ...], host: str) -> None:
    """In the line, in those above it, else in the command."""
    case = _case(*lines, source="RUN curl https://get.example/otter")

    assert host_of(case, telling(case, _RESET)) == host


def test_a_step_without_a_network_says_so() -> None:
    """By the flag of its RUN."""
    assert without_network(_case(source="RUN --network=none make"))
    assert not without_network(_case(source="RUN make"))
