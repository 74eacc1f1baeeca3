"""Laws of the cut and of the fan."""

from __future__ import annotations

from hypothesis import assume, given, settings

from bisectbuild.dockerfile.cut import Cut, cut_after
from bisectbuild.dockerfile.fan import fan
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.reach import resolve_target
from tests.laws.files import dockerfiles

_Body = tuple[str, str, bool, bool, int]


def _without_name(one: Instruction) -> tuple[str, str, tuple[_Body, ...]]:
    """Give what an instruction means; of a FROM only its base, since cuts add a name."""
    bodies = tuple(
        (doc.name, doc.body.replace("\r\n", "\n"), doc.expand, doc.strip_tabs, doc.file_descriptor)
        for doc in one.heredocs
    )
    if one.keyword == "FROM":
        return one.keyword, one.value.split(" ")[0], bodies
    return one.keyword, one.text, bodies


def _cuts(dockerfile: Dockerfile) -> list[Cut]:
    return [cut_after(dockerfile, one.index) for one in dockerfile.instructions]


@given(dockerfiles())
@settings(max_examples=120, deadline=None)
def test_each_cut_parses_to_the_instructions_up_to_it(text: str) -> None:
    """A cut after k holds the first k instructions at their own lines, and no more."""
    dockerfile = parse(text.encode())
    own = dockerfile.instructions

    for cut in _cuts(dockerfile):
        found = parse(cut.data).instructions
        assert list(map(_without_name, found)) == list(map(_without_name, own[: cut.index]))
        assert [one.span for one in found] == [one.span for one in own[: cut.index]]


@given(dockerfiles())
@settings(max_examples=120, deadline=None)
def test_the_target_of_a_cut_is_its_last_stage(text: str) -> None:
    """Whoever builds the cut, with or without --target, builds the same stage."""
    for cut in _cuts(parse(text.encode())):
        again = parse(cut.data)

        assert resolve_target(again, cut.target) is again.stages[-1]
        assert again.stages[-1].index == cut.stage


@given(dockerfiles())
@settings(max_examples=120, deadline=None)
def test_a_cut_takes_nothing_but_the_rest_away(text: str) -> None:
    """Without the added name a cut is a prefix of the file, up to the last line end."""
    dockerfile = parse(text.encode())

    for cut in _cuts(dockerfile):
        named = dockerfile.stages[cut.stage].name is not None
        added = [b" AS " + cut.target.encode(), b" as " + cut.target.encode()]
        plain = cut.data
        for word in [] if named else added:
            plain = plain.replace(word, b"", 1)
        assert dockerfile.data.startswith(plain.rstrip(b"\r\n"))
        assert plain.endswith(b"\n")


@given(dockerfiles())
@settings(max_examples=60, deadline=None)
def test_each_stage_of_the_fan_holds_the_first_instructions(text: str) -> None:
    """Stage bb-k is its stage's FROM and what follows up to k; the last stage stays the last."""
    dockerfile = parse(text.encode())
    again = parse(fan(dockerfile))
    named = {stage.name: stage for stage in again.stages}

    assert len(named) >= sum(one.stage is not None for one in dockerfile.instructions)
    for one in dockerfile.instructions:
        assert one.stage is not None
        own = dockerfile.stages[one.stage].instructions
        expected = own[: one.index - own[0].index + 1]
        found = named[f"bb-{one.index:04d}"].instructions
        assert list(map(_without_name, found)) == list(map(_without_name, expected))
    last = dockerfile.stages[-1]
    assert again.stages[-1].name == (last.name or f"bb-{last.instructions[-1].index:04d}")


@given(dockerfiles())
@settings(max_examples=60, deadline=None)
def test_the_fan_keeps_directives_and_global_args(text: str) -> None:
    """What holds for the whole file holds for the fan."""
    dockerfile = parse(("ARG V=1\n" + text).encode())
    assume(not text.startswith("\ufeff"))

    again = parse(fan(dockerfile))

    assert again.escape == dockerfile.escape
    assert [one.text for one in again.global_args] == [one.text for one in dockerfile.global_args]
