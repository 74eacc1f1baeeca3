"""A failed build that only its log tells of: what was typed for it is shown without secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.cli.ci.case import opened_case
from bisectbuild.cli.ci.flags import CiOptions
from bisectbuild.cli.ci.writing import reports
from bisectbuild.saved.read import read_saved

LOG = b"""\
#4 [1/2] FROM docker.io/library/debian
#4 DONE 0.1s

#5 [2/2] RUN make
#5 0.100 it says abc12345
#5 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2
------
 > [2/2] RUN make:
0.100 it says abc12345
------
Dockerfile:2
--------------------
   1 |     FROM debian
   2 | >>> RUN make
--------------------
ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2
"""


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "typed",
    [
        ("--build-arg", "npm_token=abc12345"),
        ("--build-arg=npm_token=abc12345",),
        ("--build-arg=npm_token=correct abc12345 battery",),
        ("--password", "abc12345"),
        ("--password=abc12345",),
        ("--npm-token", "abc12345"),
    ],
)
def test_no_report_shows_a_secret_that_was_typed_for_a_script(typed: tuple[str, ...]) -> None:
    """The line to do this again is in all of them."""
    saved = read_saved([LOG.replace(b"it says abc12345", b"it fails")])
    options = CiOptions(words=("./build.sh", *typed), folder=Path("never"))

    with opened_case(options, saved, "") as case:
        again, trouble = case.postmortem.reproduce, case.trouble
        written = reports(case.postmortem)

    assert again.startswith("bisectbuild ci -- ./build.sh ")
    assert "abc12345" not in again
    assert "abc12345" not in trouble
    assert [name for name, data in written.items() if b"abc12345" in data] == []


def test_what_a_secret_build_arg_gave_is_hidden_in_the_log_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Typed for a script, or taken from the environment."""
    monkeypatch.setenv("NPM_TOKEN", "abc12345")
    for typed in ("npm_token=abc12345", "NPM_TOKEN"):
        options = CiOptions(words=("./build.sh", "--build-arg", typed), folder=Path("never"))
        with opened_case(options, read_saved([LOG]), "") as case:
            written = reports(case.postmortem)

        assert b"it says ***" in written["postmortem.json"]
        assert [name for name, data in written.items() if b"abc12345" in data] == []
