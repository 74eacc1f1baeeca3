"""The axis of a build arg's values."""

from __future__ import annotations

import pytest

from bisectbuild.axes.argument import argument_axis
from bisectbuild.errors import UsageError
from tests.support.walks import options_for, plan_for, subjects

_TEXT = "ARG BASE=x\nFROM a AS x\nFROM $BASE\nARG VERSION=1 API_TOKEN\nRUN make $VERSION\n"


def test_each_value_is_a_build_with_that_arg_in_the_order_given() -> None:
    """The flag of the person's own value is replaced, other flags stay."""
    options = options_for("--build-arg=VERSION=0", "--network=none")
    walk = argument_axis(plan_for(_TEXT, options), options, "VERSION=2.0,1.9,a=b")

    found = subjects(walk)

    assert [point.key for point in walk.axis.points] == ["2.0", "1.9", "a=b"]
    assert walk.axis.parents == ((), (0,), (1,))
    assert walk.axis.points[0].title == "VERSION=2.0"
    assert found[0].options.flags == ("--network=none", "--build-arg=VERSION=2.0")
    for one, value in zip(found, ["2.0", "1.9", "a=b"], strict=True):
        assert one.plan.request.flags == one.options.flags
        assert one.plan.build_args == {"VERSION": value}
        assert one.at.text == "RUN make $VERSION"
    assert walk.instruction(0) is walk.plan.dockerfile.instructions[3]


def test_two_values_can_be_built_at_once() -> None:
    """Their images and logs have names of their own."""
    options = options_for()
    found = subjects(argument_axis(plan_for(_TEXT, options), options, "VERSION=1,2"))

    assert len({one.plan.image for one in found}) == 2
    assert len({one.plan.log_dir for one in found}) == 2
    assert all(one.plan.image.startswith("images:one-") for one in found)


def test_secret_values_are_shown_nowhere() -> None:
    """Neither as keys nor in titles, and what the build prints of them is masked."""
    options = options_for()
    walk = argument_axis(plan_for(_TEXT, options), options, "API_TOKEN=hunter22,hunter33")

    assert "hunter" not in str(walk.axis.points)
    assert [point.key for point in walk.axis.points] == ["1", "2"]
    assert set(subjects(walk)[0].plan.secrets) == {"hunter22", "hunter33"}


@pytest.mark.parametrize("values", ["a b,c", ",c", "a\tb,c", "é\u202e,c"])
def test_values_that_are_no_single_word_are_named_by_number(values: str) -> None:
    """A key is typed on a command line and stands in a log."""
    options = options_for()
    walk = argument_axis(plan_for(_TEXT, options), options, f"VERSION={values}")

    assert [point.key for point in walk.axis.points] == ["1", "2"]
    assert [one.plan.build_args["VERSION"] for one in subjects(walk)] == values.split(",")


@pytest.mark.parametrize(
    ("text", "told", "hint"),
    [
        ("VERSIN=1,2", "no ARG VERSIN. Did you mean VERSION?", "BASE, VERSION, API_TOKEN"),
        ("version=1,2", "Did you mean VERSION?", ""),
        ("OTHER=1,2", "no ARG OTHER.", ""),
        ("VERSION", "two values", "--axis arg"),
        ("VERSION=1", "two values", "--axis arg"),
        ("=1,2", "does not name an arg", ""),
        ("VERSION=1,2,1", "twice", ""),
    ],
)
def test_what_is_no_axis_is_refused_with_advice(text: str, told: str, hint: str) -> None:
    """An arg that no ARG takes would give the same build for each value."""
    options = options_for()

    with pytest.raises(UsageError) as caught:
        argument_axis(plan_for(_TEXT, options), options, text)

    assert told in caught.value.message
    assert hint in caught.value.hint


def test_a_refused_secret_is_not_repeated() -> None:
    """It would stand in the terminal."""
    options = options_for()

    with pytest.raises(UsageError) as caught:
        argument_axis(plan_for(_TEXT, options), options, "API_TOKEN=hunter22")

    assert "hunter" not in caught.value.message


@pytest.mark.parametrize("name", ["http_proxy", "TARGETARCH"])
def test_args_that_every_build_has_need_no_arg(name: str) -> None:
    """Builders take them undeclared."""
    options = options_for()

    assert argument_axis(plan_for(_TEXT, options), options, f"{name}=a,b").values == ("a", "b")
