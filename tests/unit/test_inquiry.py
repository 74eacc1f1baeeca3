"""Where the diagnosis and the blame meet. All logs here were written for these tests."""

from __future__ import annotations

from bisectbuild.builder import BuilderKind
from bisectbuild.cli.judged import judge
from bisectbuild.diagnose.diagnosis import Diagnosis
from bisectbuild.dockerfile.parse import parse
from bisectbuild.inquiry import Inquiry, inquire
from bisectbuild.saved.read import read_saved

RUN = "wget http://pear.example/a/$V.tgz && wget http://plum.example/b/$V.tgz"


def inquired(run: str, *log: str, code: int) -> Diagnosis:
    """Ask why a RUN failed that printed these lines."""
    said = f'process "/bin/sh -c {run}" did not complete successfully: exit code: {code}'
    printed = "".join(f"#5 0.1 {line}\n" for line in log)
    text = f"#5 [3/3] RUN {run}\n{printed}#5 ERROR: {said}\nERROR: failed to solve: {said}\n"
    dockerfile = parse(f"FROM x\nENV V=1\nRUN {run}\n".encode())
    outcome = judge(read_saved([text.encode()]), dockerfile, (), None)
    return inquire(Inquiry(dockerfile=dockerfile, kind=BuilderKind.BUILDKIT), outcome)


def test_the_command_is_the_one_that_the_cause_is_of() -> None:
    """Both would have printed the line; the cause names the URL of one alone."""
    told = inquired(
        RUN,
        "--2031-05-06 07:08:09--  http://plum.example/b/1.tgz",
        "HTTP request sent, awaiting response... 404 Not Found",
        "2031-05-06 07:08:10 ERROR 404: Not Found.",
        code=8,
    )

    assert told.command is not None
    assert "http://plum.example/b/1.tgz" in told.findings[0].cause
    assert told.command.text == "wget http://plum.example/b/$V.tgz"


def test_a_command_that_the_log_is_sure_of_is_not_asked_for_again() -> None:
    """Whatever else the cause may name."""
    told = inquired("pear --x plum-1 && make", "make: *** No rule to make plum-1.", code=2)

    assert told.command is not None
    assert told.command.text == "make"
