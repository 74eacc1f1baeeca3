"""`bisectbuild explain` as a person types it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from bisectbuild.cli import run
from bisectbuild.errors import ExitCode
from tests.unit.saved.logs import DOCKERFILE, LEGACY, PASSING, PLAIN, RETURNED, STEPS

Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a log, its Dockerfile and its context at hand."""
    monkeypatch.chdir(tmp_path)
    Path("build.log").write_text(PLAIN)
    Path("Dockerfile").write_text(DOCKERFILE)


@pytest.mark.parametrize(
    ("log", "code"),
    [
        (PLAIN, ExitCode.BROKEN),
        (PASSING, ExitCode.HEALTHY),
        (STEPS[:90], ExitCode.INCONCLUSIVE),
        ("no build\n", ExitCode.INCONCLUSIVE),
    ],
)
def test_it_answers_as_debug_does(log: str, code: int) -> None:
    """The exit code tells how the build was."""
    Path("build.log").write_text(log)

    assert run(["explain", "build.log"]) == code


def test_with_the_dockerfile_it_names_the_files_own_line(capsys: Said) -> None:
    """And without a note on where the text is from."""
    run(["explain", "build.log", "--dockerfile", "Dockerfile"])

    out = capsys.readouterr().out
    assert "Dockerfile:4: RUN make" in out
    assert "make: *** [world] Error 1" in out
    assert "No Dockerfile was given" not in out


def test_without_it_the_text_is_said_to_be_from_the_log(capsys: Said) -> None:
    """With the lines that are the file's own."""
    run(["explain", "build.log"])

    out = capsys.readouterr().out
    assert "Dockerfile (from the log):4: RUN make" in out
    assert "lines 2 to 6 are quoted in the log" in out


def test_the_dockerfile_of_the_context_is_taken(capsys: Said) -> None:
    """Where none is named."""
    run(["explain", "build.log", "--context", "."])

    assert "Dockerfile:4: RUN make" in capsys.readouterr().out


def test_the_context_tells_what_the_log_cannot(capsys: Said) -> None:
    """A file that a COPY wants differs in case."""
    Path("App").touch()
    log = STEPS.replace("#5 DONE 0.1s", '#5 ERROR: "/app": not found')
    message = (
        'failed to compute cache key: failed to calculate checksum of ref x: "/app": not found'
    )
    Path("build.log").write_text(f"{log}ERROR: failed to solve: {message}\n")

    run(["explain", "build.log", "--context", "."])

    assert "App" in capsys.readouterr().out


def test_reports_and_formats_are_those_of_debug(capsys: Said) -> None:
    """One document, printed and written."""
    code = run(["explain", "build.log", "--format", "json", "--report", "out.json"])

    printed = json.loads(capsys.readouterr().out)
    assert (code, printed["status"], printed["culprit"]["line_start"]) == (1, "broken", 4)
    assert printed["builder"]["kind"] == "buildkit"
    assert printed == json.loads(Path("out.json").read_text())
    assert run(["report", "out.json"]) == ExitCode.HEALTHY


def test_standard_input_is_read_where_no_log_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    """As at the end of a pipe."""
    for words in (["explain"], ["explain", "-"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PLAIN.encode())))

        assert run(words) == ExitCode.BROKEN
    assert capsys.readouterr().out.count("RUN make") >= 2


def test_the_two_streams_of_a_client_may_lie_in_two_files(capsys: Said) -> None:
    """They are read as one log, each on lines of its own."""
    Path("out").write_text(LEGACY.rstrip("\n"))
    Path("err").write_text(RETURNED)

    assert run(["explain", "out", "err", "--dockerfile", "Dockerfile"]) == ExitCode.BROKEN

    assert "exit code 2" in capsys.readouterr().out


def test_what_looks_like_a_secret_is_masked(capsys: Said) -> None:
    """Though no one told which it is: its shape does, and the Dockerfile's names."""
    token = "ghp_" + "a1B2" * 9
    Path("Dockerfile").write_text(f"ARG API_TOKEN=s3cr3t-Zq9w\n{DOCKERFILE}")
    shown = PLAIN.replace("cc -c world.c", f"cc {token} s3cr3t-Zq9w https://me:pw@host.example/")
    Path("build.log").write_text(shown)

    run(["explain", "build.log", "--report", "a.json", "--report", "a.txt", "-f", "Dockerfile"])

    said = capsys.readouterr()
    written = Path("a.json").read_text() + Path("a.txt").read_text() + said.out + said.err
    for secret in (token, "s3cr3t-Zq9w", "me:pw"):
        assert secret not in written
    assert "cc ghp_***" in written


def test_a_private_key_in_a_log_is_masked_line_by_line(capsys: Said) -> None:
    """The numbers of the lines behind it stay true."""
    key = "-----BEGIN PRIVATE KEY-----\n#6 0.2 MIIEvQIBADANBgkq\n#6 0.2 hkiG9w0BAQEF\n"
    end = "#6 0.2 -----END PRIVATE KEY-----\n"
    shown = PLAIN.replace("#6 0.200 cc", f"#6 0.2 {key}{end}#6 0.200 cc", 1)
    Path("build.log").write_text(shown)

    run(["explain", "build.log", "--format", "json"])

    out = capsys.readouterr().out
    kept = json.loads(out)["log"]["kept"]
    assert "MIIEvQ" not in out
    assert "hkiG9w" not in out
    assert {line["line"]: line["text"] for line in kept}[6] == "make: *** [world] Error 1"


@pytest.mark.parametrize(
    ("words", "code", "advice"),
    [
        (["explain", "gone.log"], ExitCode.UNREADABLE, "There is no log gone.log"),
        (["explain", "."], ExitCode.UNREADABLE, "bisectbuild debug ."),
        (["explain", "build.log", "-f", "gone"], ExitCode.UNREADABLE, "There is no file gone"),
        (["explain", "build.log", "--context", "gone"], ExitCode.UNREADABLE, "not a directory"),
        (["explain", "packed.zip"], ExitCode.UNREADABLE, "unzip packed.zip"),
        (["explain", "packed.gz"], ExitCode.UNREADABLE, "gunzip -c packed.gz"),
        (["explain", "BB999"], ExitCode.USAGE, "Near it: BB9"),
    ],
)
def test_what_cannot_be_read_is_told_with_advice(
    words: list[str], code: int, advice: str, capsys: Said
) -> None:
    """Before anything else is done."""
    Path("packed.zip").write_bytes(b"PK\x03\x04 and more")
    Path("packed.gz").write_bytes(b"\x1f\x8b and more")

    assert run(words) == code
    assert advice in capsys.readouterr().err


def test_a_terminal_is_no_log(monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    """It would wait for ever."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())

    assert run(["explain"]) == ExitCode.USAGE
    assert "pipe one" in capsys.readouterr().err


def test_several_builds_and_what_is_not_sure_are_told(capsys: Said) -> None:
    """In notes below the diagnosis."""
    Path("build.log").write_text(PASSING + PLAIN)
    Path("legacy.log").write_text(LEGACY)

    run(["explain", "build.log", "-f", "Dockerfile"])
    run(["explain", "legacy.log", "-f", "Dockerfile"])

    out = capsys.readouterr().out
    assert "The log holds 2 builds, 1 of them failed; this is the last failing one." in out
    assert "Whether this step failed, and with which exit code, the log does not say" in out
