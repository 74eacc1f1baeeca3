"""The toolbox: which program serves, where it is looked for, and what is said if there is none."""

from __future__ import annotations

import re
import struct
from contextlib import closing
from pathlib import Path

import pytest

from bisectbuild.builder import BuilderKind
from bisectbuild.engines.choose import Choice
from bisectbuild.engines.sandbox import DockerSandbox
from bisectbuild.engines.toolbox import is_static
from bisectbuild.errors import EngineError
from tests.support.fake_daemon import Answer, fake_daemon

SESSION = "0000000a-0000000b-1"
_LOAD, _INTERPRETER = 1, 3


def program(machine: int = 62, *kinds: int) -> bytes:
    """Give the head of a 64-bit little-endian ELF program with such program headers."""
    ident = b"\x7fELF\x02\x01\x01".ljust(16, b"\0")
    head = ident + struct.pack(
        "<HHIQQQIHHHHHH", 2, machine, 1, 0, 64, 0, 0, 64, 56, len(kinds), 0, 0, 0
    )
    return head + b"".join(struct.pack("<I", kind).ljust(56, b"\0") for kind in kinds)


@pytest.mark.parametrize(
    ("data", "serves"),
    [
        (program(62, _LOAD), True),
        (program(62, _LOAD, _INTERPRETER), False),
        (program(183, _LOAD), False),
        (b"#!/bin/sh\n".ljust(100), False),
        (b"\x7fELF", False),
        (b"", False),
    ],
)
def test_only_a_static_program_of_the_machine_serves(data: bytes, *, serves: bool) -> None:
    """One that needs a loader would not run in an empty image."""
    assert is_static(data, "amd64") is serves


def test_without_a_toolbox_it_is_said_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing kept, no image, none on this machine, and no registry."""
    monkeypatch.setenv("PATH", str(tmp_path))
    answers = {
        "/version": Answer(body={"ApiVersion": "1.43", "Arch": "amd64"}),
        "/images/json": Answer(body=[]),
        "/images/create": Answer(status=500, body={"message": "no network"}),
    }

    with fake_daemon(tmp_path, answers) as daemon:
        env = {**daemon.env, "XDG_CACHE_HOME": str(tmp_path / "cache")}
        choice = Choice(kind=BuilderKind.LEGACY, program="docker")
        with (
            closing(DockerSandbox(choice, env)) as sandbox,
            pytest.raises(EngineError, match="No static busybox") as error,
        ):
            sandbox.tool_image(SESSION)

    assert "busybox-static" in error.value.hint
    assert daemon.request("/images/create").query["tag"] == ["musl"]


def test_one_that_was_kept_is_checked_again(tmp_path: Path) -> None:
    """What is kept may have been cut short, or be another machine's."""
    kept = tmp_path / "cache" / "bisectbuild" / "toolbox" / "amd64" / "busybox"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(program(62, _LOAD))
    told = Answer(body={"status": "sha256:i1"})
    answers = {
        "/version": Answer(body={"ApiVersion": "1.43", "Arch": "amd64"}),
        "/images/create": told,
    }

    with fake_daemon(tmp_path, answers) as daemon:
        env = {**daemon.env, "XDG_CACHE_HOME": str(tmp_path / "cache")}
        with closing(DockerSandbox(Choice(kind=BuilderKind.LEGACY, program=""), env)) as sandbox:
            name = sandbox.tool_image(SESSION)
            assert re.fullmatch(f"bisectbuild/session:{SESSION}-[0-9a-f]{{4}}-tool", name)
            assert sandbox.tool_image(SESSION) == name

    assert program(62, _LOAD) in daemon.request("/images/create").body
