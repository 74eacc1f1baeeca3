"""Real failing builds: the culprit by counting must be the lines that the builder names."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from bisectbuild.dockerfile.parse import parse
from bisectbuild.streams.buildkit_tail import read_tail
from bisectbuild.streams.plain import PlainReader
from bisectbuild.trace.follow import Trace

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "buildkit.jsonl.gz"
_BLOCK = re.compile(r"^\S.*:\d+\n-{20}\n(?:(?!-{20}$).*\n)*?-{20}\n", re.MULTILINE)
# Their logs were cut in the middle when they were stored, and the name of the failed step with it.
WITHOUT_NAME = {"B4a500d1db8", "B73a8b45354"}


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real builds is not beside the repo")
def test_counting_finds_the_lines_that_the_location_block_names() -> None:
    """All 250 but the two whose log no longer names the step; the block itself is taken out."""
    wrong: set[str] = set()
    builds = 0
    for line in gzip.decompress(CORPUS.read_bytes()).splitlines():
        build = json.loads(line)
        builds += 1
        if not _agrees(build["dockerfile"], build["stderr"]):
            wrong.add(build["id"])

    assert builds == 250
    assert wrong == WITHOUT_NAME


def _agrees(dockerfile: str, log: str) -> bool:
    told = {(place.line_start, place.line_end) for place in read_tail(log).locations}
    without = _BLOCK.sub("", log)
    assert told
    assert not read_tail(without).locations
    file = parse(dockerfile.encode())
    trace = Trace(file, counts="stage", reachable=range(len(file.stages)), log_dir=None)
    reader = PlainReader()
    for event in (*reader.feed(without.encode()), *reader.finish(1)):
        trace.apply(event)
    culprit = trace.culprit()
    if culprit is None:
        return False
    span = culprit.instruction.span
    return (span.start, span.end) in told
