"""The legacy builder is not given what it would silently get wrong."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.parse import parse
from bisectbuild.engines.legacy_refusal import legacy_refusal


def test_a_heredoc_is_refused_with_its_lines_and_the_way_out() -> None:
    """Docker 23 and later would drop its body without a word."""
    dockerfile = parse(b"FROM a\nRUN echo\nRUN <<EOF\nmake\nEOF\n", name="Dockerfile")

    refusal = legacy_refusal(dockerfile)

    assert refusal is not None
    assert (refusal.line, refusal.line_end) == (3, 5)
    assert "<<EOF" in refusal.message
    assert "--builder buildkit" in refusal.hint


@pytest.mark.parametrize(
    "text", [b"RUN --mount=type=cache,target=/c make\n", b"COPY --chmod=755 a b\n", b"RUN echo 1\n"]
)
def test_what_the_builder_refuses_by_itself_is_left_to_it(text: bytes) -> None:
    """Then the step is the culprit, in the builder's own words."""
    dockerfile = parse(b"FROM a\n" + text, name="Dockerfile")

    assert legacy_refusal(dockerfile) is None
