"""Ctrl-C wherever it falls."""

from __future__ import annotations

import pytest

from bisectbuild import cli
from bisectbuild.errors import ExitCode


def test_ctrl_c_while_a_class_is_made_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python 3.11 gives what falls into `__set_name__` as the cause of an error of its own."""

    def falls_into_it(**given: object) -> None:
        del given
        raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

    monkeypatch.setattr(cli.group, "main", falls_into_it)

    assert cli.run(["debug"]) == ExitCode.INTERRUPTED
    assert "interrupted; everything it made was removed" in capsys.readouterr().err
