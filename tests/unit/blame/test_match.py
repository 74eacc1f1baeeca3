"""Whether a line of a trace shows a command."""

from __future__ import annotations

import pytest

from bisectbuild.blame.match import FULL, PART, PROGRAM, bare, look
from bisectbuild.script.tree import tree


def cost(command: str, line: str) -> float | None:
    """Compare a command with a line of a trace."""
    found = tree(command.encode())
    assert found is not None
    return look(found, command.encode()).cost(bare(line))


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("cp a b", "cp a b"),
        ("echo 'it'\"'\"'s' \"q\"", "echo it's q"),
        ('echo "it\'s"', "echo 'it'\\''s'"),
        ('echo "it\'s"', "echo 'it'\"'\"'s'"),
        ('cat "$dir/x" > f 2>&1', "cat /srv/x"),
        ("ls $none /x", "ls /x"),
        ("ls ${a:-b}* ~/x", "ls one two /root/x"),
        ("cp /x.{c,h} /d", "cp /x.c /x.h /d"),
        ('[ -n "$x" ]', "'[' -n '' ]"),
        ("time make -j$(nproc)", "make -j4"),
        ("A=1 B=$x make", "A=1 B=2 make"),
        ("A=1 B=$x make", "make"),
        ("A=1 B=$x make", "B=2"),
        ("X=1 Y=2", "Y=2"),
        ("[[ -f a && -d b ]]", "[[ -d b ]]"),
        ("cat <<E\nx\nE", "cat"),
        ("sh -c 'a\nb'", "sh -c 'a"),
        ("rm \\\n  -f x", "rm -f x"),
    ],
)
def test_each_shell_has_its_way_to_show_a_command(command: str, line: str) -> None:
    """Quotes, values, patterns, assignments, redirections."""
    assert cost(command, line) == FULL


def test_what_is_like_it_only_in_part_costs_more() -> None:
    """Down to the program's name; another program is no match at all."""
    assert cost("cp -v $x end", "cp -v 1") == PART
    assert cost("cp -v $x end", "cp -r 1 end") == PROGRAM
    assert cost("cp a b", "mv a b") is None
