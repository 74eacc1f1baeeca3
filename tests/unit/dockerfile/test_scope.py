"""Which build args are in scope, as seen on Docker 20.10 and 28.5 with both builders."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.scope import args_in_scope

_GIVEN = {"GIVEN": "from a flag", "HTTP_PROXY": "p", "UNDECLARED": "x"}
_PLATFORM = {"TARGETARCH": "arm64"}


def _scope(text: str, index: int = 0, *, legacy: bool = False, old: bool = False) -> dict[str, str]:
    dockerfile = parse(text.encode())
    found = args_in_scope(
        dockerfile,
        index or len(dockerfile.instructions),
        _GIVEN,
        env_wins=legacy,
        platform={} if legacy else _PLATFORM,
        together=old,
    )
    return {name: value for name, value in found if name != "HTTP_PROXY"}


@pytest.mark.parametrize(
    ("text", "buildkit", "legacy"),
    [
        ("FROM a\nARG A=1", {"A": "1"}, {"A": "1"}),
        ("FROM a\nARG GIVEN=1", {"GIVEN": "from a flag"}, {"GIVEN": "from a flag"}),
        ("FROM a\nARG A", {}, {}),
        ("ARG A=1\nFROM a", {}, {}),
        ("ARG A=1\nFROM a\nARG A", {"A": "1"}, {"A": "1"}),
        ("ARG A=1\nFROM a\nARG A=2", {"A": "2"}, {"A": "2"}),
        ("FROM a\nARG TARGETARCH", {"TARGETARCH": "arm64"}, {}),
        ("FROM a\nENV A=e\nARG A=1", {"A": "1"}, {}),
        ("FROM a\nARG A=1\nENV A=e", {}, {}),
        ("FROM a\nARG A=1\nENV\tA\te  f\nARG B=$A", {"B": "e  f"}, {"B": "e  f"}),
        ("FROM a\nENV A=e\nARG A", {}, {}),
        ("FROM a AS b\nARG A=1\nFROM b", {"A": "1"}, {}),
        ("ARG A=g\nFROM a AS b\nARG A=1\nFROM b\nARG A", {"A": "g"}, {"A": "g"}),
        ("FROM a AS b\nENV A=e\nARG A=1\nFROM b", {}, {}),
        ("FROM a AS b\nARG A=1\nFROM a", {}, {}),
        ("FROM a\nARG A=1\nARG A=2 B=x$A", {"A": "2", "B": "x2"}, {"A": "2", "B": "x1"}),
        ("ARG A=1 B=${A}2\nFROM a\nARG B", {"B": "12"}, {"B": "2"}),
        ("FROM a\nARG A=\"q q\" B='$A'", {"A": "q q", "B": "$A"}, {"A": "q q", "B": "$A"}),
    ],
)
def test_args_are_in_scope_by_the_builders_rules(
    text: str, buildkit: dict[str, str], legacy: dict[str, str]
) -> None:
    """The later of ARG and ENV wins under BuildKit, ENV always under the legacy builder."""
    assert _scope(text) == buildkit
    assert _scope(text, legacy=True) == legacy


def test_an_old_buildkit_expands_the_args_of_one_instruction_together() -> None:
    """Those before the first FROM it does not."""
    assert _scope("FROM a\nARG A=1\nARG A=2 B=x$A", old=True) == {"A": "2", "B": "x1"}
    assert _scope("ARG A=1 B=${A}2\nFROM a\nARG B", old=True) == {"B": "12"}


def test_a_value_of_a_flag_is_taken_as_it_is() -> None:
    """A `$` in it is no variable, before the first FROM either."""
    dockerfile = parse(b"ARG A\nFROM a\nARG A\nARG B\n")
    given = {"A": "$B it's", "B": "${A}"}

    found = args_in_scope(dockerfile, 4, given, env_wins=False, platform={})

    assert dict(found) == given


def test_only_what_stands_before_counts() -> None:
    """Nothing is in scope before the first FROM; proxies are, without any ARG."""
    text = "ARG A=1\nFROM a\nARG B=1\nARG C=1\n"
    dockerfile = parse(text.encode())

    assert _scope(text, 3) == {"B": "1"}
    assert args_in_scope(dockerfile, 1, _GIVEN, env_wins=False, platform={}) == ()
    assert args_in_scope(dockerfile, 2, _GIVEN, env_wins=False, platform={}) == (
        ("HTTP_PROXY", "p"),
    )
