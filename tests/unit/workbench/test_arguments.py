"""Setting a build arg in the middle of a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.options import BuildOptions
from bisectbuild.workbench.arguments import with_argument

_OPTIONS = BuildOptions(
    dockerfile=Path("Dockerfile"),
    context=Path(),
    target=None,
    builder="auto",
    flags=("--build-arg=A=1", "--network=none", "--build-arg=AB=2"),
)


@pytest.mark.parametrize(
    ("name", "value", "flags"),
    [
        ("A", "x=y", ("--network=none", "--build-arg=AB=2", "--build-arg=A=x=y")),
        ("A", None, ("--network=none", "--build-arg=AB=2")),
        ("N", "", ("--build-arg=A=1", "--network=none", "--build-arg=AB=2", "--build-arg=N=")),
        ("N", None, ("--build-arg=A=1", "--network=none", "--build-arg=AB=2")),
    ],
)
def test_an_arg_is_replaced_added_or_taken_away(
    name: str, value: str | None, flags: tuple[str, ...]
) -> None:
    """The other flags stay as they are."""
    assert with_argument(_OPTIONS, name, value).flags == flags
