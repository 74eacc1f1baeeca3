"""Tests for bisectbuild.__main__."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bisectbuild import __version__


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    argv = (sys.executable, "-m", "bisectbuild", *words)
    return subprocess.run(argv, capture_output=True, text=True, check=False)


def test_the_version_is_printed_in_full() -> None:
    """Leaving without Python's teardown loses nothing that was written."""
    done = _run("--version")

    assert (done.returncode, done.stdout) == (0, f"bisectbuild {__version__}\n")


@pytest.mark.parametrize("words", [("--nonsense",), ("debug", "--nonsense")])
def test_wrong_use_ends_with_2(words: tuple[str, ...]) -> None:
    """The message goes to standard error."""
    done = _run(*words)

    assert done.returncode == 2
    assert "--nonsense" in done.stderr
    assert done.stdout == ""
