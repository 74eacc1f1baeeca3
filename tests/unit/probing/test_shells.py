"""Which shell is in force behind a line."""

from __future__ import annotations

import pytest

from bisectbuild.probing.shells import shell_at
from tests.support.walks import options_for, plan_for

TEXT = """ARG BASE=one
FROM image AS one
RUN a
SHELL ["/bin/bash", "-c"]
RUN b
FROM ${BASE} AS two
RUN c
SHELL ["sh", "-ec"]
FROM other
RUN d
FROM two
SHELL not json
RUN e
"""


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (3, 2),
        (4, ("/bin/bash", "-c")),
        (5, ("/bin/bash", "-c")),
        (7, ("/bin/bash", "-c")),
        (8, ("sh", "-ec")),
        (10, 9),
        (13, ("sh", "-ec")),
    ],
)
def test_the_last_shell_of_a_stage_and_those_below_it_is_in_force(
    line: int, found: tuple[str, ...] | int
) -> None:
    """A line in place of words is that of the FROM whose image tells."""
    plan = plan_for(TEXT, options_for())
    at = next(i for i in plan.dockerfile.instructions if i.span.start == line)
    shell = shell_at(plan, at)

    assert (shell if isinstance(shell, tuple) else shell.span.start) == found
