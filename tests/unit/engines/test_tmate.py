"""tmate, as far as no server of it is needed; with one: tests/e2e/test_ci_tmate.py."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from bisectbuild.engines import tmate
from bisectbuild.engines.tmate import Tmate
from bisectbuild.errors import EngineError, UsageError
from tests.support.program import PATIENCE, wait_until

ARGV = ("sh", "-c", "true")
# Stays as the session; is ready or not; answers for its line.
FAKE = """#!/bin/sh
echo $$ >> "$FOLDER/pids"
case "$*" in
*new-session*) echo 'Connecting to x...'; echo 'the cause'; exec sleep 60 ;;
*wait*) exit "$READY" ;;
*display*) echo "$LINE |$WEB" ;;
esac
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder for its files; a program named tmate is beside it."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "tmate"
    program.write_text(FAKE)
    program.chmod(0o755)
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def fake(
    folder: Path, line: str = "ssh -p2200 tok-En@ny.example", ready: str = "0", web: str = ""
) -> Tmate:
    """Give one that is ready or not, and gives a line."""
    path = f"{folder.parent / 'bin'}:{os.environ['PATH']}"
    env = {"PATH": path, "FOLDER": str(folder), "LINE": line, "READY": ready, "WEB": web}
    return Tmate(folder, "set -g tmate-server-host x", env)


def running(folder: Path) -> list[str]:
    """Give those that have not ended."""
    pids = (folder / "pids").read_text().split()
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


@pytest.mark.parametrize(
    "line", ["ssh -p2200 tok-En@ny.example", "ssh ro-x/y@host", "ssh -p 22 a@1.2.3.4"]
)
def test_it_gives_the_line_of_its_server(line: str, folder: Path) -> None:
    """Its own settings come behind the person's, and only the listed keys are let in."""
    way = fake(folder, line)

    assert way.open(ARGV, ["ssh-ed25519 AAAA", "ssh-ed25519 BBBB"]) == line

    way.close()
    config = (folder / "tmate.conf").read_text()
    assert config.startswith("set -g tmate-server-host x\n")
    assert f"set -g tmate-authorized-keys '{folder / 'tmate.keys'}'" in config
    assert (folder / "tmate.keys").read_text() == "ssh-ed25519 AAAA\nssh-ed25519 BBBB\n"


@pytest.mark.parametrize(
    "line", ["", "ssh a@b; curl x | sh", "ssh -oProxyCommand=x a@b", "\x1b[31mssh a@b", "web"]
)
def test_a_line_that_is_none_is_not_shown_to_people(line: str, folder: Path) -> None:
    """What a server gives is a stranger's word."""
    way = fake(folder, line)

    with pytest.raises(EngineError, match=r"gave no line|without a key") as caught:
        way.open(ARGV, [])

    assert running(folder) == []
    assert "\x1b" not in caught.value.message


def test_a_server_that_lets_people_in_without_a_key_is_left(folder: Path) -> None:
    """One that keeps keys has no line for browsers."""
    way = fake(folder, web="https://ny.example/t/token")

    with pytest.raises(EngineError, match="without a key"):
        way.open(ARGV, [])

    assert running(folder) == []


def test_a_server_that_does_not_answer_is_waited_for_and_no_longer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last word is told."""
    monkeypatch.setattr(tmate, "SECONDS", 5)
    way = fake(folder, ready="1")

    with pytest.raises(EngineError, match="no connection to its server: the cause"):
        way.open(ARGV, [])

    assert running(folder) == []


def test_it_can_be_closed_while_it_is_opened(folder: Path) -> None:
    """And nothing of it runs on."""
    way = fake(folder, ready="1")
    failed: list[EngineError] = []

    def opened() -> None:
        try:
            way.open(ARGV, [])
        except EngineError as error:
            failed.append(error)

    thread = threading.Thread(target=opened)
    thread.start()
    wait_until((folder / "pids").exists, "its start")
    way.close()
    thread.join(PATIENCE)

    assert failed
    assert running(folder) == []


@pytest.mark.parametrize("missing", ["tmate", "nossh"])
def test_a_program_that_is_missing_is_named(missing: str, folder: Path) -> None:
    """With how to get it."""
    way = fake(folder)
    if missing == "tmate":
        (folder.parent / "bin" / "tmate").unlink()
        way = Tmate(folder, "", {"PATH": str(folder.parent / "bin")})

    with pytest.raises(UsageError, match=f"needs the program {missing}") as caught:
        way.open(("nossh",), [])

    assert f"apt-get install {missing}" in caught.value.hint
