"""Tests for bisectbuild.compare.reasons: one build of two stages, and one thing changed in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bisectbuild.compare import compare
from bisectbuild.compare.model import Reason, Sure
from bisectbuild.postmortem import Postmortem, Status, Step
from tests.support.postmortems import full

_FILE = (
    # index and line, stage, source
    (1, "", "ARG RELEASE=12"),
    (2, "tools", "FROM base:${RELEASE} AS tools"),
    (3, "tools", "COPY tools/ /tools/"),
    (4, "tools", "RUN make -C /tools"),
    (5, "1", "FROM base:12"),
    (6, "1", "ARG MODE"),
    (7, "1", "ENV LANG=C"),
    (8, "1", "WORKDIR /app"),
    (9, "1", "COPY app/ ./"),
    (10, "1", "RUN ./configure"),
    (11, "1", "COPY --from=tools /tools/bin/ /usr/bin/"),
    (12, "1", "RUN --mount=type=bind,from=tools,target=/t /t/bin/check"),
    (13, "late", "FROM tools AS late"),
    (14, "late", "RUN test -d /tools"),
)


def _build(*ran: int, **changes: Any) -> Postmortem:  # noqa: ANN401 - any field, any value
    """Give the record of a build in which these lines ran, and all others came from the cache."""
    steps = tuple(
        Step(
            stage=stage,
            index=line,
            keyword=source.split()[0],
            source=source,
            line_start=line,
            line_end=line,
            status="done" if line in ran else "cached",
            seconds=1.0,
            image="",
        )
        for line, stage, source in _FILE
    )
    record = full(status=Status.HEALTHY, culprit=None, steps=steps, build_args={}, reproduce="x")
    return replace(record, **changes)


def _edited(record: Postmortem, line: int, **changes: Any) -> Postmortem:  # noqa: ANN401 - any field
    steps = (replace(s, **changes) if s.line_start == line else s for s in record.steps)
    return replace(record, steps=tuple(steps))


def _why(line: int, after: Postmortem, before: Postmortem | None = None) -> Reason:
    found = compare(before or _build(), after)
    reason = next(c.reason for c in found.steps if c.after and c.after.line_start == line)
    assert reason is not None
    return reason


def _told(line: int, after: Postmortem, before: Postmortem | None = None) -> tuple[str, Sure, int]:
    reason = _why(line, after, before)
    return reason.kind, reason.sure, reason.line


def test_its_own_text() -> None:
    """Nothing else needs to be looked at."""
    after = _edited(_build(10), 10, source="RUN ./configure --all")

    assert _told(10, after) == ("text", Sure.KNOWN, 0)


def test_an_earlier_step_that_ran_anew() -> None:
    """The nearest one."""
    assert _told(10, _build(9, 10)) == ("earlier-ran", Sure.KNOWN, 9)


@pytest.mark.parametrize(
    ("line", "source"), [(7, "ENV LANG=C.UTF-8"), (6, "ARG MODE=fast"), (8, "WORKDIR /application")]
)
def test_an_earlier_step_whose_text_changed(line: int, source: str) -> None:
    """Also one that only sets metadata."""
    after = _edited(_build(9), line, source=source)

    assert _told(9, after) == ("earlier-text", Sure.KNOWN, line)


def test_an_earlier_step_that_is_new() -> None:
    """Everything after it stands on something else."""
    steps = _build(9).steps
    new = replace(steps[6], source="USER nobody", keyword="USER", line_start=70, line_end=70)
    after = _build(9, steps=(*steps[:7], new, *steps[7:]))

    assert _told(9, after) == ("earlier-text", Sure.KNOWN, 70)


def test_an_earlier_step_that_was_removed() -> None:
    """It stands in no line any more."""
    steps = _build(9).steps
    after = _build(9, steps=(*steps[:6], *steps[7:]))

    assert _told(9, after) == ("earlier-text", Sure.KNOWN, 0)
    assert "ENV before it was removed" in _why(9, after).text


@pytest.mark.parametrize("line", [11, 12])
def test_another_stage_that_was_built_anew(line: int) -> None:
    """Copied from, or mounted."""
    kind, sure, _ = _told(line, _build(4, line))

    assert (kind, sure) == ("stage", Sure.KNOWN)


def test_a_stage_that_begins_from_one_that_was_built_anew() -> None:
    """Its FROM names it."""
    assert _told(14, _build(4, 14))[0] == "stage"


def test_an_arg_above_the_first_from_whose_text_changed() -> None:
    """It names the base image."""
    after = _edited(_build(3), 1, source="ARG RELEASE=13")

    assert _told(3, after) == ("earlier-text", Sure.KNOWN, 1)


def test_a_base_image_that_is_another() -> None:
    """Where the builder tells which."""
    before = _edited(_build(), 5, image="sha256:a")
    after = _edited(_build(8), 5, image="sha256:b")

    assert _told(8, after, before) == ("base", Sure.KNOWN, 5)


def test_a_build_arg_that_the_step_sees() -> None:
    """Of the stage itself surely; one from above only where the stage begins from it."""
    assert _told(10, _build(10, build_args={"MODE": "x"})) == ("build-arg", Sure.KNOWN, 6)
    assert _told(4, _build(4, build_args={"RELEASE": "13"})) == ("build-arg", Sure.LIKELY, 1)
    assert _told(10, _build(10, build_args={"RELEASE": "13"}))[0] == "unknown"


def test_a_copy_sees_only_what_it_names() -> None:
    """It has no environment."""
    args = {"MODE": "x"}
    named = [_edited(_build(*ran), 9, source="COPY app/${MODE} ./") for ran in ((), (9,))]

    assert _told(9, _build(9, build_args=args))[0] == "context"
    assert _told(9, replace(named[1], build_args=args), named[0])[0] == "build-arg"


def test_a_build_arg_of_another_stage_is_no_reason() -> None:
    """It is not in sight."""
    assert _told(4, _build(4, build_args={"MODE": "x"}))[0] == "unknown"


def test_a_copied_file_is_likely() -> None:
    """As nothing else is seen to have changed."""
    assert _told(9, _build(9)) == ("context", Sure.LIKELY, 0)


def test_a_copy_from_another_stage_takes_nothing_from_the_context() -> None:
    """So no file of it can have changed."""
    assert _told(11, _build(11)) == ("unknown", Sure.UNKNOWN, 0)


def test_a_run_without_any_change_is_not_explained() -> None:
    """The cache may have been emptied; no guess is made."""
    assert _told(10, _build(10)) == ("unknown", Sure.UNKNOWN, 0)


@pytest.mark.parametrize("flag", ["--no-cache", "--no-cache=true"])
def test_the_cache_was_switched_off(flag: str) -> None:
    """That holds for every step."""
    after = _build(9, 10, reproduce=f"bisectbuild debug . {flag} --pull")

    assert _told(10, after) == ("no-cache", Sure.KNOWN, 0)


@pytest.mark.parametrize("flag", ["--no-cache=false", "--no-cache-filter=tools"])
def test_another_flag_does_not_switch_it_off(flag: str) -> None:
    """Its name only begins so."""
    assert _told(9, _build(9, reproduce=f"bisectbuild debug . {flag}"))[0] == "context"


def test_another_builder_or_platform() -> None:
    """Each has a cache of its own."""
    builder = replace(full().builder, name="remote")

    assert _told(10, _build(9, 10, builder=builder))[:2] == ("builder", Sure.LIKELY)
    assert _told(10, _build(9, 10, platform="linux/arm64"))[:2] == ("platform", Sure.KNOWN)
