"""The person's editor, as the variables name it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bisectbuild.cli import tools
from bisectbuild.cli.tools import edit
from bisectbuild.errors import UsageError

Opened = list[tuple[str, ...]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Opened:
    """Give the command lines of the editors that were opened; `vi` and `code` are there."""
    found: Opened = []

    def hand_over(argv: Sequence[str], env: Mapping[str, str]) -> int:
        del env
        found.append(tuple(argv))
        return 0

    for name in ("vi", "code"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.setattr(tools, "hand_over", hand_over)
    return found


def test_the_editor_is_visual_or_else_editor_or_else_vi(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A blank one counts as none."""
    edit(Path("Dockerfile"), 4)
    monkeypatch.setenv("EDITOR", "code --wait")
    monkeypatch.setenv("VISUAL", "  ")
    edit(Path("Dockerfile"), 4)

    assert opened == [
        ("vi", "+4", "Dockerfile"),
        ("code", "--wait", "--goto", "Dockerfile:4"),
    ]


@pytest.mark.parametrize(
    ("visual", "message"),
    [
        ("vi 'x", "VISUAL cannot be read: No closing quotation in: vi 'x"),
        ("no-such-editor -w", "The editor `no-such-editor` was not found."),
        ('""', "The editor `` was not found."),
    ],
)
def test_an_editor_that_cannot_be_opened_is_told_with_what_to_set(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, visual: str, message: str
) -> None:
    """It has nothing to do with Docker, and ends no session."""
    monkeypatch.setenv("VISUAL", visual)
    with pytest.raises(UsageError) as raised:
        edit(Path("Dockerfile"), 1)

    assert raised.value.message == message
    assert "VISUAL or EDITOR" in raised.value.hint
    assert "type retry" in raised.value.hint
    assert opened == []


def test_without_any_editor_the_one_that_was_tried_is_named(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Containers of CI have none."""
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(UsageError, match="The editor `vi` was not found"):
        edit(Path("Dockerfile"), 1)
    assert opened == []
