"""The axis of instructions."""

from __future__ import annotations

import pytest

from bisectbuild.axes.instructions import instructions_axis
from bisectbuild.errors import UsageError
from tests.support.walks import options_for, plan_for, subjects

_TEXT = """\
FROM a AS build
RUN one \\
  && two

FROM b AS unused
FROM c
COPY --from=build /x /x
RUN last
"""


def test_its_points_are_the_lines_that_the_target_needs() -> None:
    """Joined where files of another stage are copied."""
    options = options_for()
    walk = instructions_axis(plan_for(_TEXT, options), options)

    assert [point.key for point in walk.axis.points] == ["1", "2", "6", "7", "8"]
    assert walk.axis.parents == ((), (0,), (), (2, 1), (3,))
    assert walk.axis.word == "instruction"
    assert [point.title for point in walk.axis.points] == [
        "line 1 [build] FROM a AS build",
        "line 2 [build] RUN one && two",
        "line 6 [stage-2] FROM c",
        "line 7 [stage-2] COPY --from=build /x /x",
        "line 8 [stage-2] RUN last",
    ]


def test_what_is_tested_is_the_state_after_the_instruction() -> None:
    """Of the person's own plan, as it is."""
    options = options_for("--network=none", target="build")
    plan = plan_for(_TEXT, options)
    walk = instructions_axis(plan, options)

    found = subjects(walk)

    assert [one.at for one in found] == [walk.instruction(0), walk.instruction(1)]
    assert all(one.plan is plan and one.options is options for one in found)


def test_titles_are_short_safe_and_without_secrets() -> None:
    """A stage is not named in a file with one; secrets are masked, control characters spelled."""
    text = f"FROM a\nENV TOKEN=s3cr3t X=hidden-one\nRUN echo '\x1b[31m\x07' {'x' * 200}\n"
    options = options_for()
    walk = instructions_axis(plan_for(text, options, secrets=("hidden-one",)), options)

    titles = [point.title for point in walk.axis.points]

    assert titles[1] == "line 2 ENV TOKEN=*** X=***"
    assert titles[2].startswith("line 3 RUN echo '\\x07' xxx")
    assert len(titles[2]) < 100


def test_a_target_that_is_empty_is_refused() -> None:
    """There is nothing to test."""
    options = options_for()

    with pytest.raises(UsageError, match="empty image"):
        instructions_axis(plan_for("FROM scratch", options), options)
