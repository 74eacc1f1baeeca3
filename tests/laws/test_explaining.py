"""Laws of reading saved logs, against real failing builds in every state that people keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.parse import parse
from bisectbuild.saved.dockerfile import rebuild
from bisectbuild.saved.ending import Ending
from bisectbuild.saved.following import follow
from bisectbuild.saved.read import Saved, read_saved
from bisectbuild.streams.buildkit_tail import read_tail
from bisectbuild.trace.matching import is_image, is_unlike
from bisectbuild.trace.record import StepRecord
from tests.laws import corpus

pytestmark = pytest.mark.skipif(not corpus.PRESENT, reason=corpus.WHY_ABSENT)

_BLOCK = re.compile(r"^\S.*:\d+\n-{20}\n(?:(?!-{20}$).*\n)*?-{20}\n", re.MULTILINE)
_STEP = re.compile(r"^Step (\d+)(?:/\d+)? : (\S+)", re.MULTILINE)
_PIECE = 5000
_STAMP = "2031-05-06T07:08:09.1234567Z "
_DECORATED: dict[str, Callable[[str], str]] = {
    "as it is": lambda log: log,
    "GitHub": lambda log: "".join(f"{_STAMP}{line}\n" for line in log.split("\n")),
    "GitLab": lambda log: "".join(f"{_STAMP}01O {line}\n" for line in log.split("\n")),
    "gh run view": lambda log: "".join(
        f"a job\tstep\t{_STAMP}{line}\n" for line in log.split("\n")
    ),
    "quoted": lambda log: "".join(f"    {line}\n" for line in log.split("\n")),
    "CRLF": lambda log: log.replace("\n", "\r\n"),
    "coloured": lambda log: "".join(f"\x1b[0m{line}\x1b[K\n" for line in log.split("\n")),
    "followed": lambda log: log + "\nError: Process completed with exit code 1.\nCleaning up\n",
    "its end": lambda log: log[-6000:].partition("\n")[2] if len(log) > 6000 else log,
}


def _read(log: str) -> Saved:
    data = log.encode()
    return read_saved(data[at : at + _PIECE] for at in range(0, len(data), _PIECE))


def _culprit(log: str, dockerfile: str | None) -> tuple[Saved, StepRecord | None]:
    saved = _read(log)
    if dockerfile is not None:
        return saved, follow(saved, parse(dockerfile.encode())).culprit()
    assert saved.form is not None
    rebuilt = rebuild(saved.tape, saved.form)
    return saved, follow(saved, parse(rebuilt.data), places=rebuilt.places).culprit()


def _marked(build: dict[str, str]) -> set[tuple[int, int]]:
    """Give the lines that BuildKit itself names."""
    places = read_tail(build["stderr"]).locations
    return {(place.line_start, place.line_end) for place in places}


def _wrong(change: Callable[[str], str], *, with_file: bool = True) -> list[str]:
    """Give the BuildKit builds whose lines are not found in their changed log."""
    wrong = []
    for build in corpus.builds("buildkit"):
        file = build["dockerfile"] if with_file else None
        _, step = _culprit(change(build["stderr"]), file)
        span = step.instruction.span if step else None
        if span is None or (span.start, span.end) not in _marked(build):
            wrong.append(build["id"])
    return wrong


@pytest.mark.parametrize("how", _DECORATED)
def test_the_failing_lines_of_every_buildkit_log_are_found(how: str) -> None:
    """All 250, however the log was kept, and of its last 6,000 characters alone."""
    assert _wrong(_DECORATED[how]) == []


def test_they_are_found_without_the_lines_that_the_builder_quotes() -> None:
    """The location block is taken out: by the numbers of steps alone, all 250."""
    assert _wrong(lambda log: _BLOCK.sub("", log)) == []


def test_they_are_found_without_the_dockerfile() -> None:
    """What the log quotes stands at its true lines."""
    assert _wrong(_DECORATED["as it is"], with_file=False) == []


def test_without_either_the_right_step_is_named() -> None:
    """By what it says; line numbers are those of the text that was put together."""
    wrong = []
    for build in corpus.builds("buildkit"):
        _, step = _culprit(_BLOCK.sub("", build["stderr"]), None)
        _, true = _culprit(build["stderr"], build["dockerfile"])
        assert true is not None
        if step is None or not _is_same(true.instruction, step.instruction):
            wrong.append(build["id"])

    assert wrong == []


def _is_same(true: Instruction, found: Instruction) -> bool:
    """Tell whether an instruction put together from a log can be the file's own."""
    if true.keyword == "FROM":
        return found.keyword == "FROM" and is_image(true.value.split()[-1], found.value)
    # Of a word that is no instruction's, the message quotes nothing more.
    refused = true.source.split()[0] == found.source.strip()
    return refused or not is_unlike(true, found.text)


def _legacy(build: dict[str, str], how: str) -> str:
    stdout, stderr = build["stdout"].rstrip("\n"), build["stderr"]
    joined = f"{stdout}\n{stderr}\n"
    return {"joined": joined, "stdout alone": stdout}.get(how) or _DECORATED[how](joined)


def _last_step(build: dict[str, str]) -> tuple[int, str] | None:
    steps = _STEP.findall(build["stdout"])
    return (int(steps[-1][0]), steps[-1][1].upper()) if steps else None


@pytest.mark.parametrize("with_file", [True, False], ids=["with", "without"])
@pytest.mark.parametrize("how", ["joined", "stdout alone", "GitHub", "coloured", "followed"])
def test_the_failing_step_of_every_legacy_log_is_found(how: str, *, with_file: bool) -> None:
    """All 652 that show a step: by its number where the file is given, else by its text."""
    seen, wrong = 0, []
    for build in corpus.builds("legacy"):
        last = _last_step(build)
        if last is None:
            continue
        seen += 1
        file = build["dockerfile"] if with_file else None
        _, step = _culprit(_legacy(build, how), file)
        found = step.instruction if step else None
        if found is None or (found.keyword, found.index) != (
            last[1],
            last[0] + (not with_file) * 0,
        ):
            wrong.append(build["id"])

    assert (seen, wrong) == (652, [])


def test_the_exit_codes_are_those_that_the_client_tells() -> None:
    """Whether its message stands among the output or apart."""
    for build in corpus.builds("legacy"):
        code = re.search(r"returned a non-zero code: (\d+)", build["stderr"])
        if code is None:
            continue
        _, step = _culprit(_legacy(build, "joined"), build["dockerfile"])
        assert step is not None
        assert step.exit_code == int(code[1]), build["id"]


def test_all_logs_of_one_kind_in_one_file_are_that_many_builds() -> None:
    """The last one counts."""
    texts = [build["stderr"] for build in _whole("buildkit")]

    saved = _read("\n".join(texts))

    assert (saved.builds, saved.failed, saved.ending) == (len(texts), len(texts), Ending.FAILED)


def _whole(part: str) -> Iterator[dict[str, str]]:
    """Give builds whose stored log begins as a build does."""
    for build in corpus.builds(part):
        if build["stderr"].startswith("#0 building with"):
            yield build
