"""The command that a shell did not find is read from every shell's words."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rules.command.missing import Absence, missing
from bisectbuild.trace.digest import digest_lines


@pytest.mark.parametrize(
    ("line", "name", "kind"),
    [
        ("/bin/sh: 1: jq: not found", "jq", Absence.PLAIN),
        ("./fill.sh: 7: ./fill.sh: jq: not found", "jq", Absence.PLAIN),
        ("sh: 1: exec: otterctl: not found", "otterctl", Absence.PLAIN),
        ("/bin/sh: jq: not found", "jq", Absence.PLAIN),
        ("/bin/bash: line 1: jq: command not found", "jq", Absence.PLAIN),
        ("bash: jq: command not found", "jq", Absence.PLAIN),
        ("zsh:1: command not found: jq", "jq", Absence.PLAIN),
        ("env: can't execute 'node': No such file or directory", "node", Absence.PLAIN),
        ("make[2]: otterctl: No such file or directory", "otterctl", Absence.PLAIN),
        ("xargs: otterctl: No such file or directory", "otterctl", Absence.PLAIN),
        ("/bin/sh: 1: [[: not found", "[[", Absence.BASHISM),
        ("/bin/sh: 1: CMD: not found", "CMD", Absence.KEYWORD),
        ("/bin/sh: 1: -y: not found", "-y", Absence.LOST_LINE),
        ("/bin/sh: 1: ./a.sh: not found", "./a.sh", Absence.PATH),
        ("/bin/sh: 1: pip3.11: not found", "pip3.11", Absence.PYTHON),
        ("/bin/sh: 1: webpack: not found", "webpack", Absence.NODE_TOOL),
        ("/bin/sh: 1: cargo: not found", "cargo", Absence.INSTALLER),
    ],
)
def test_every_shell_s_words_are_read(line: str, name: str, kind: Absence) -> None:
    """And each absence is of one kind alone, so that one rule tells of it."""
    case = Case(exit_code=127, log=digest_lines([line]))

    told = {each: found for each in Absence if (found := missing(case, each)) is not None}

    assert {each: found.name for each, found in told.items()} == {kind: name}


def test_a_step_that_went_on_is_not_believed() -> None:
    """Only the last lines speak where the code is another than 127."""
    lines = ["/bin/sh: 1: jq: not found", *["working"] * 20]

    assert missing(Case(exit_code=1, log=digest_lines(lines)), Absence.PLAIN) is None
    assert missing(Case(exit_code=127, log=digest_lines(lines)), Absence.PLAIN) is not None


def test_a_name_with_a_carriage_return_is_a_matter_of_line_ends() -> None:
    """Another rule tells of that."""
    log = digest_lines(["env: 'bash\\r': No such file or directory"])

    assert missing(Case(exit_code=127, log=log), Absence.BASH) is None
