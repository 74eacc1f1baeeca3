"""Words of the network and the machine that a step ended with, not those that it survived."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.signature import Hit, Signature

# What programs print when their downloads go well, or when they do other things after them.
_WENT_ON: Final = Signature(
    r"^(?:Setting up \S+ \(|Unpacking \S+ \(|Selecting previously unselected|Successfully "
    r"|Installing collected packages|Collecting \S|[ \t]+(?:Downloading|Using cached) \S|Complete!"
    r"|added \d+ packages|OK: \d|\(\d+/\d+\) (?:Installing|Upgrading) |Cloning into |Done in \d"
    r"|.*(?:awaiting response\.\.\. 200| saved \[\d)|[ \t]+Compiling \S|\[ *\d+%\] "
    r"|make(?:\[\d+\])?: "
    r"|Fetched \d+ |Get:\d+ |Inflating|[ \t]+inflating: |-- (?:The|Found|Detecting) |checking for "
    r"|gcc |g\+\+ |cc |BUILD SUCCESS|Note: checking out|HEAD is now at )",
)
# Of pip, whose message counts down, the last try is told of.
_TRIES_AGAIN: Final = re.compile(
    r"[Ww]ill retry|[Rr]etrying(?! \(Retry\(total=0)|tries remaining|[Tt]rying again|^sudo: unable"
)
# Tests print the words of failures that they provoke.
_TESTS_FAILED: Final = Signature(
    r"^=+ .*\d+ (?:failed|errors?)\b|^FAILED \S|^--- FAIL|^FAIL\b|^test result: FAILED"
    r"|^\d+ tests? completed, \d+ failed|Tests run: .*(?:Failures|Errors): [1-9]"
    r"|^[ \t]+\d+ failing|^Tests: +\d+ failed|^\d+ examples?, [1-9]\d* failures?",
    "ail", "FAIL", "Tests run", "error",
)  # fmt: skip
_LAST: Final = 80
_NEAR: Final = 6
_SUMMARY: Final = 15
_NAME: Final = r"((?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){1,9})"
_BESIDE: Final = re.compile(
    rf"host='{_NAME}'|Failed to resolve '{_NAME}'|getaddrinfo for {_NAME} failed"
    rf"|(?:https?|git|ssh|ftp)://(?:[^/\s@]*@)?{_NAME}|connection to {_NAME}[: ]"
    rf"|(?:^|[\s('\"]){_NAME}(?::\d+)?: (?:Temporary failure|Name or service)"
    rf"|(?:Temporary failure in name resolution|Name or service not known) \({_NAME}:\d+\)"
)
_NO_NETWORK: Final = re.compile(r"--network[= ]none\b")


def telling(case: Case, lines: Iterable[Signature], most: int = _LAST) -> tuple[Hit, ...]:
    """Give the hits near the end of the log after which nothing went well, in its order."""
    end = case.log.tail(most)
    hits = [hit for line in lines for hit in line.hits(end) if not _TRIES_AGAIN.search(hit.line)]
    if not hits or tests_failed(case):
        return ()
    went_on = _WENT_ON.last(end)
    after = went_on.number if went_on else 0
    return tuple(sorted((hit for hit in hits if hit.number > after), key=lambda hit: hit.number))


def tests_failed(case: Case) -> bool:
    """Tell whether the step ended with a summary of tests that failed."""
    return _TESTS_FAILED.last(case.log.tail(_SUMMARY)) is not None


def named(hits: Iterable[Hit], *groups: str) -> tuple[str, ...]:
    """Give what groups of the hits hold, each once."""
    found = (
        (hit.match.groupdict().get(group) or "").strip(".,:;") for hit in hits for group in groups
    )
    return tuple(dict.fromkeys(each for each in found if each))


def host_of(case: Case, hits: Iterable[Hit]) -> str:
    """Give the host that hits are about: in them, beside them, or in the command; else ""."""
    hits = tuple(hits)
    hosts = named(hits, "host")
    if hosts:
        return hosts[-1]
    for text in [*(hit.line for hit in reversed(hits)), *_before(case, hits), case.script]:
        match = _BESIDE.search(text)
        if match:
            return next(group for group in match.groups() if group)
    return ""


def _before(case: Case, hits: tuple[Hit, ...]) -> tuple[str, ...]:
    """Give the lines before the last hit, the nearest first: causes stand below what failed."""
    if not hits or hits[-1].number not in case.log.numbers:
        return ()
    at = case.log.numbers.index(hits[-1].number)
    return case.log.lines[max(at - _NEAR, 0) : at][::-1]


def without_network(case: Case) -> bool:
    """Tell whether the step was given no network."""
    return _NO_NETWORK.search(case.source) is not None
