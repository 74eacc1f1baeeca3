"""Weighing commands against one another."""

from __future__ import annotations

from bisectbuild.blame.hear import Hearing
from bisectbuild.blame.source import Source
from bisectbuild.blame.weigh import Scales, Weighed
from bisectbuild.script.tree import tree
from bisectbuild.trace.digest import digest_lines


def weighed(text: str, *log: str, code: int | None = 1) -> dict[str, Weighed]:
    """Weigh all commands of a text."""
    data = text.encode()
    root = tree(data)
    assert root is not None
    source = Source(text=data, lines=(1,) * len(data))
    hearing = Hearing(source=source, root=root, log=digest_lines(log))
    found = Scales(hearing=hearing, exit_code=code).weigh(tuple(root.commands()))
    return {data[one.tree.start : one.tree.end].decode(): one for one in found}


def test_shares_add_up_and_the_likeliest_is_first() -> None:
    """Whatever is weighed."""
    found = weighed("pear && cp a b && plum", "cp: cannot stat 'a'")

    assert next(iter(found)) == "cp a b"
    assert abs(sum(one.share for one in found.values()) - 1) < 1e-9
    assert [one.direct for one in found.values()] == [True, False, False]


def test_who_speaks_when_it_fails_is_not_at_fault_in_silence() -> None:
    """Unless its errors go elsewhere."""
    loud, quiet = weighed("cp a b && pear"), weighed("cp a b 2>/dev/null && pear")
    grouped = weighed("{ cp a b; } > x 2>&1 && pear")

    assert loud["cp a b"].share < 0.1 < quiet["cp a b 2>/dev/null"].share
    assert grouped["cp a b"].share > 0.1


def test_a_message_about_another_file_is_not_of_a_command() -> None:
    """It names no word of it."""
    found = weighed("ls /pear && sh plum", "ls: cannot access '/fig': No such file")

    assert not found["ls /pear"].direct


def test_rivals_are_told() -> None:
    """More than one command may have printed the line."""
    found = weighed("pip install pear && pip install plum", "ERROR: No matching distribution")

    assert all(one.rivalled for one in found.values())


def test_only_the_first_that_the_shell_refused_ended_it() -> None:
    """The others never came to run."""
    log = "/bin/sh: 1: cannot create /x: Permission denied"
    found = weighed("echo a > /x && echo b >> /x", log, code=2)

    assert found["echo a > /x"].share > 0.9
