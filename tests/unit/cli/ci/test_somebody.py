"""Whether a person sits at the job's own terminal."""

from __future__ import annotations

import os

import pytest

from bisectbuild.cli.ci.somebody import is_somebody_here


@pytest.mark.parametrize(
    ("variables", "terminal", "here"),
    [({}, True, True), ({}, False, False), ({"CI": "true"}, True, False)],
)
def test_a_person_is_where_a_terminal_is_and_no_service(
    variables: dict[str, str],
    terminal: bool,  # noqa: FBT001 - one of two
    here: bool,  # noqa: FBT001 - one of two
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Some services give their jobs a terminal too."""
    monkeypatch.setattr(os, "environ", variables)
    monkeypatch.setattr(os, "isatty", lambda _: terminal)

    assert is_somebody_here() is here
