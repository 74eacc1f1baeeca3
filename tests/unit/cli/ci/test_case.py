"""A failed build that only its log tells of: what was typed for it is shown without secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.cli.ci import case as cases
from bisectbuild.cli.ci.case import opened_case
from bisectbuild.cli.ci.flags import CiOptions
from bisectbuild.cli.ci.writing import reports
from bisectbuild.errors import EngineError
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


def _written(words: tuple[str, ...]) -> dict[str, bytes]:
    options = CiOptions(words=words, folder=Path("never"))
    with opened_case(options, read_saved([LOG]), "") as case:
        return reports(case.postmortem)


@pytest.mark.parametrize(
    "words",
    [
        ("./build.sh", "build", "--secret", "id=tok,src=tok.txt", "."),
        ("./build.sh", "--secret=type=file,id=tok,source=tok.txt"),
        ("./build.sh", "--secret", "id=tok.txt"),
        ("./build.sh", "--secret", "id=tok,env=TOK"),
        ("TOK=abc12345", "./build.sh", "--secret", "id=TOK"),
        ("docker", "build", "--secret", "id=tok,src=tok.txt", "--file", "-", "."),
        ("sh", "-c", "cd . && (docker build --secret 'id=tok,src=tok.txt' .; true)"),
        ("sh", "-c", "# it's\ndocker build --secret id=tok,env=TOK ."),
        ("sh", "-c", "docker build --build-arg npm_token=abc12345 --build-arg V=$V ."),
        ("sh", "-c", './build.sh --secret "id=t,env=TOK" # it\'s'),
        ("sh", "-c", 'echo it\'s; (./build.sh --secret "id=t,env=TOK")'),
        ("sh", "-c", "# it's\n./build.sh --build-arg=TOKEN=\"abc12345\" # it's"),
        ("sh", "-c", "./build.sh --build-arg \\\n  'TOKEN=abc12345' # it's"),
        ("sh", "-c", "./build.sh --build-arg 'TOKEN=\nabc12345' # fine"),
    ],
)
def test_what_a_secret_gave_is_hidden_in_a_log_that_is_all_there_is(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a file or a variable, for a script, a shell's command or a Dockerfile that is gone."""
    Path("tok.txt").write_text("abc12345\n")
    monkeypatch.setenv("TOK", "abc12345")

    written = _written(words)

    assert b"it says ***" in written["postmortem.json"]
    assert [name for name, data in written.items() if b"abc12345" in data] == []


def test_what_bake_told_of_secrets_is_hidden_where_no_engine_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The build that it was is known then, and named a file."""
    Path("tok.txt").write_text("abc12345\n")
    build = ("docker", "build", "--secret=id=tok,src=tok.txt", ".")

    def refuse(*_: object) -> None:
        raise EngineError("It is away, and knew abc12345.")

    monkeypatch.setattr(cases, "single", lambda *_: build)
    monkeypatch.setattr(cases, "_with_engine", refuse)
    options = CiOptions(words=("docker", "buildx", "bake"), folder=Path("never"))
    with opened_case(options, read_saved([LOG]), "") as case:
        written = reports(case.postmortem)

    assert case.trouble == "It is away, and knew ***."
    assert [name for name, data in written.items() if b"abc12345" in data] == []


def test_what_bake_told_of_secrets_is_hidden_where_the_dockerfile_is_in_its_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The build cannot be read again, and what was given to it is known."""
    Path("tok.txt").write_text("abc12345\n")
    build = ("docker", "buildx", "build", "--file=-", "--secret=id=tok,src=tok.txt", ".")
    monkeypatch.setattr(cases, "single", lambda *_: build)
    options = CiOptions(words=("docker", "buildx", "bake"), folder=Path("never"))

    with opened_case(options, read_saved([LOG]), "") as case:
        written = reports(case.postmortem)

    assert "stands within the file of bake" in case.trouble
    assert [name for name, data in written.items() if b"abc12345" in data] == []


@pytest.mark.parametrize("value", ["one\ntwo", 'id="a\nb"', "", "hunter22", 'id=x,src="y'])
def test_a_secret_that_is_none_of_dockers_stops_no_diagnosis(value: str) -> None:
    """A script's flag of that name may take anything."""
    assert b"it says abc12345" in _written(("./build.sh", "--secret", value))["postmortem.json"]


def test_a_secret_within_another_build_arg_is_in_no_report() -> None:
    """Its name tells nothing of it."""
    url = "URL=https://h/?t=abc12345"

    written = _written(("./b", "--build-arg", "NPM_TOKEN=abc12345", f"--build-arg={url}"))

    assert b"https://h/?t=***" in written["postmortem.json"]
    assert [name for name, data in written.items() if b"abc12345" in data] == []
