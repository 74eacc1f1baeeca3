"""A known cause and the commands of a RUN. All logs here were written for these tests."""

from __future__ import annotations

import pytest

from bisectbuild.blame import Blamed, blame
from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.digest import digest_lines


def blamed(run: str, *log: str, cause: str, code: int = 1) -> Blamed:
    """Blame a RUN where a rule names a cause."""
    dockerfile = parse(f"FROM x\nRUN {run}\n".encode())
    run_ = dockerfile.instructions[-1]
    found = blame(dockerfile, run_, log=digest_lines(log), exit_code=code, cause=cause)
    assert found is not None
    return found


TWO = "curl -f http://pear.example/a/$V && curl -f http://plum.example/b/$V"
LINE = "curl: (22) The requested URL returned error: 404"


@pytest.mark.parametrize(
    ("run", "line", "cause", "text"),
    [
        (TWO, LINE, "The server does not have http://plum.example/b/1.", TWO.split(" && ")[1]),
        (
            "pip install fig && pip install plum==1.2.3",
            "ERROR: No matching",
            "pip finds no plum==1.2.3.",
            "pip install plum==1.2.3",
        ),
        (
            "python one_step.py && python setup.py develop",
            "error: no",
            "easy_install (setup.py) finds no fig.",
            "python setup.py develop",
        ),
    ],
)
def test_the_command_that_alone_holds_what_the_cause_names_is_taken(
    run: str, line: str, cause: str, text: str
) -> None:
    """Not the one that only stands first."""
    code = 22 if line == LINE else 1
    before, after = (blamed(run, line, cause=said, code=code) for said in ("", cause))

    assert before.text != text
    assert after.text == text
    assert 0.7 < after.confidence < 0.8


@pytest.mark.parametrize(
    ("run", "line", "cause"),
    [
        (TWO, LINE, "The server does not have http://pear.example/a/1."),
        (TWO, LINE, "The server plum.example does not answer."),
        ("pip install fig && pip install plum", "ERROR: No", "pip finds no plum."),
        ("pip install a && cd /plum-1 && pip install b", "ERROR: No", "No /plum-1/lib/fig."),
        ("P=plum-1 && pip install $P && pip install b", "ERROR: No", "pip finds no plum-1."),
    ],
    ids=["its own", "a host alone", "a common word", "a folder", "an assignment"],
)
def test_a_cause_that_names_no_other_command_changes_nothing(
    run: str, line: str, cause: str
) -> None:
    """A word that may stand there by chance is no proof."""
    code = 22 if line == LINE else 1

    assert blamed(run, line, cause=cause, code=code) == blamed(run, line, cause="", code=code)


def test_where_several_others_hold_what_the_cause_names_none_is_likely() -> None:
    """The one that was named holds nothing of it."""
    run = "pip install fig && pip install plum==1.2.3 && pip install -U plum==1.2.3"
    found = blamed(run, "ERROR: No matching", cause="pip finds no plum==1.2.3.")

    assert found.confidence < 0.5


def test_a_command_that_the_code_speaks_against_is_not_taken() -> None:
    """It passed: what it left is what the next one fails of."""
    run = "curl -s http://pear.example/a.sh -o a.sh && bash a.sh && plum"
    found = blamed(run, cause="curl saved nothing from http://pear.example/a.sh.")

    assert not found.text.startswith("curl")


def test_what_the_log_is_sure_of_stands() -> None:
    """Whatever a rule makes of it."""
    run = "make && curl -f http://pear.example/a"
    found = blamed(run, "make: *** [all] Error 2", cause="No http://pear.example/a.", code=2)

    assert found.text == "make"
