"""Tests for bisectbuild.evidence.scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.evidence.scripts import windows_scripts
from bisectbuild.trace.digest import digest_lines


def _case(*lines: str, message: str = "") -> Case:
    return Case(keyword="RUN", log=digest_lines(lines), message=message)


@pytest.mark.parametrize(
    "case",
    [
        _case("/bin/sh: 1: ./build.sh: not found"),
        _case("bash: ./tools/build.sh: /bin/sh^M: bad interpreter: No such file or directory"),
        _case(message='exec: "/app/build.sh": no such file or directory'),
    ],
)
def test_a_script_with_windows_line_ends_is_found_by_its_name(case: Case, tmp_path: Path) -> None:
    """In whatever folder of the context it lies."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "build.sh").write_bytes(b"#!/bin/sh\r\necho hi\r\n")

    assert windows_scripts(case, tmp_path) == ("tools/build.sh",)


@pytest.mark.parametrize("content", [b"#!/bin/sh\necho\r\n", b"echo\r\n", b""])
def test_a_script_whose_first_line_is_right_is_none(content: bytes, tmp_path: Path) -> None:
    """It is the interpreter's name that a carriage return spoils."""
    (tmp_path / "build.sh").write_bytes(content)

    assert windows_scripts(_case("/bin/sh: 1: ./build.sh: not found"), tmp_path) == ()


def test_a_failure_that_names_no_missing_program_looks_at_no_file(tmp_path: Path) -> None:
    """A compiler's error is none."""
    (tmp_path / "build.sh").write_bytes(b"#!/bin/sh\r\n")

    assert windows_scripts(_case("./build.sh: 3 errors"), tmp_path) == ()
