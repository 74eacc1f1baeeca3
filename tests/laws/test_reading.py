"""Laws of reading a Dockerfile, against BuildKit's own parser and against real builds.

The oracle is the PyPI package `dockerfile`, BuildKit v0.12.5's parser. It differs from today's
BuildKit, which we follow, in six constructs, left out here by construct: `# check=` (since
0.15), spaced here-documents (since 0.21), `${V/a/b}` (since 0.13), odd blanks between `#` and the
name of a directive (today's trims them all), a here-document behind a JSON array (`["a"] <<E`:
to 20.10 that is JSON and the rest is dropped, to 28.5 it is a shell's text), and NUL bytes, at
which it cuts the text. It cannot be given lone surrogates at all: those kill the interpreter.
"""

from __future__ import annotations

import re
from itertools import pairwise
from types import ModuleType

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bisectbuild.dockerfile.blanks import GO_SPACE
from bisectbuild.dockerfile.check import check
from bisectbuild.dockerfile.model import Dockerfile, Flag
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import DockerfileError
from tests.laws import corpus
from tests.laws.files import dockerfiles, mutants, raw_files

_NEWER = re.compile(r"<<[ \t\r]|check|\$\{\w*/|\][^<]*<<|\0|#[^\n=]*[\v\x85\xa0][^\n=]*escape")
_STEP = re.compile(r"^Step (\d+)/(\d+) : (\S+)", re.MULTILINE)
_MARKED = re.compile(r"^ *(\d+) \| *>>> ", re.MULTILINE)

_Found = list[tuple[str, int, int]]


def _oracle() -> ModuleType:
    found = pytest.importorskip("dockerfile", reason="no wheel of `dockerfile` for this machine")
    assert isinstance(found, ModuleType)
    return found


def _ask(text: str) -> _Found | None:
    """Give keyword, first and last line of each instruction, None where BuildKit refuses."""
    oracle = _oracle()
    try:
        found = oracle.parse_string(text)
    except oracle.GoParseError:
        return None
    return [((one.cmd or "").upper(), one.start_line, one.end_line) for one in found]


def _told(dockerfile: Dockerfile) -> _Found:
    return [(one.keyword, one.span.start, one.span.end) for one in dockerfile.instructions]


@given(st.one_of(dockerfiles(), mutants()))
@settings(max_examples=600, deadline=None)
def test_boundaries_are_those_of_buildkit(text: str) -> None:
    """Whatever BuildKit's parser accepts, we cut at the same lines under the same words."""
    assume(not _NEWER.search(text))
    expected = _ask(text)
    assume(expected is not None)

    assert _told(parse(text.encode())) == expected


@given(mutants())
@settings(max_examples=200, deadline=None)
def test_values_and_flags_are_those_of_buildkit(text: str) -> None:
    """Joined text and flags agree too, but for flags outside ASCII, which it reads by bytes."""
    assume(not _NEWER.search(text))
    assume(_ask(text) is not None)
    expected = [
        (one.original.split("\n")[0].strip(GO_SPACE), one.flags)
        for one in _oracle().parse_string(text)
        if one.cmd
    ]
    assume(all(flag.isascii() for _, flags in expected for flag in flags))
    found = [
        (one.text, tuple(map(_flag, one.flags)))
        for one in parse(text.encode()).instructions
        if one.keyword
    ]

    assert found == expected


def _flag(flag: Flag) -> str:
    return f"--{flag.name}" if flag.value is None else f"--{flag.name}={flag.value}"


@given(raw_files())
@settings(max_examples=400, deadline=None)
def test_spans_tile_the_file(data: bytes) -> None:
    """Instruction ranges and the gaps between them, put together, give the file back."""
    try:
        dockerfile = parse(data)
    except DockerfileError:
        assume(b"\0" not in data)
        raise
    starts = dockerfile.line_starts
    edges = [0]
    for one in dockerfile.instructions:
        edges += [starts[one.span.start - 1], starts[one.span.end]]
    edges.append(len(data))

    assert edges == sorted(edges)
    assert b"".join(data[first:end] for first, end in pairwise(edges)) == data
    for one in dockerfile.instructions:
        raw = data[starts[one.span.start - 1] : starts[one.span.end]].removeprefix(b"\xef\xbb\xbf")
        source = one.source.encode("utf-8", "surrogateescape").removeprefix(b"\xef\xbb\xbf")
        assert raw in {source, source + b"\n", source + b"\r\n", source + b"\r"}


@given(raw_files())
@settings(max_examples=200, deadline=None)
def test_any_file_is_read_and_judged_without_a_crash(data: bytes) -> None:
    """Only DockerfileError comes out, with its lines within the file."""
    fault = None
    try:
        check(parse(data))
    except DockerfileError as error:
        fault = error
    lines = max(1, data.count(b"\n") + (not data.endswith(b"\n")))

    if fault is not None:
        assert 1 <= fault.line <= fault.line_end <= lines
        assert fault.hint


@pytest.mark.skipif(not corpus.PRESENT, reason=corpus.WHY_ABSENT)
@pytest.mark.parametrize("builder", ["legacy", "buildkit"])
def test_every_real_file_is_cut_as_buildkit_cuts_it(builder: str) -> None:
    """All Dockerfiles of the corpus; the one it refuses has `# escape=` with a remark behind."""
    refused = []
    for build in corpus.builds(builder):
        expected = _ask(build["dockerfile"])
        if expected is None:
            refused.append(build["dockerfile"].split("\n", 1)[0])
            continue
        assert _told(parse(build["dockerfile"].encode())) == expected, build["id"]

    assert refused == (["# escape=` (backtick)"] if builder == "legacy" else [])


@pytest.mark.skipif(not corpus.PRESENT, reason=corpus.WHY_ABSENT)
def test_the_legacy_builders_own_step_numbers_are_our_indices() -> None:
    """In 652 real logs `Step n/m : WORD` has our count and our keyword."""
    seen = 0
    for build in corpus.builds("legacy"):
        found = parse(build["dockerfile"].encode()).instructions
        steps = _STEP.findall(build["stdout"])
        seen += bool(steps)
        for number, count, word in steps:
            assert int(count) == len(found), build["id"]
            assert found[int(number) - 1].keyword == word.upper(), build["id"]

    assert seen == 652


@pytest.mark.skipif(not corpus.PRESENT, reason=corpus.WHY_ABSENT)
def test_the_lines_that_buildkit_marks_are_one_of_our_spans() -> None:
    """In 250 real logs the lines with `>>>` are exactly the lines of one instruction."""
    seen = 0
    for build in corpus.builds("buildkit"):
        marked = [int(line) for line in _MARKED.findall(build["stderr"])]
        spans = [one.span for one in parse(build["dockerfile"].encode()).instructions]
        seen += bool(marked)

        assert (marked[0], marked[-1]) in [(span.start, span.end) for span in spans], build["id"]
    assert seen == 250


@pytest.mark.skipif(not corpus.PRESENT, reason=corpus.WHY_ABSENT)
def test_no_real_file_that_a_builder_began_to_build_is_refused() -> None:
    """Of 906 real files only the one that BuildKit refused as a whole is refused by us."""
    builds = [*corpus.builds("legacy"), *corpus.builds("buildkit")]
    refused = [(fault, build) for build in builds if (fault := _fault(build["dockerfile"]))]

    assert [(fault.line, fault.message) for fault, _ in refused] == [
        (2, "unknown instruction: ```ARG")
    ]
    for fault, build in refused:
        assert f"parse error on line {fault.line}: {fault.message}" in build["stderr"]


def _fault(text: str) -> DockerfileError | None:
    try:
        check(parse(text.encode()))
    except DockerfileError as error:
        return error
    return None
