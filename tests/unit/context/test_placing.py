"""The name under which a Dockerfile travels is one that the daemon takes out again."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.context.ignore import find_ignore
from bisectbuild.context.placing import OWN_NAME, Placing, place

CUT = b"FROM a\n"


def lay_out(folder: Path, ignore: str | None, *, dockerfile: str = "Dockerfile") -> Path:
    """Make a context with a Dockerfile, and give the Dockerfile's path."""
    path = folder / dockerfile
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"FROM a\nRUN b\n")
    if ignore is not None:
        (folder / ".dockerignore").write_text(ignore)
    return path


def placed(folder: Path, dockerfile: Path | None, content: bytes = CUT) -> Placing:
    """Place a Dockerfile's content by the rules that the folder has."""
    return place(folder, find_ignore(folder, dockerfile, buildkit=False), content, dockerfile)


def test_without_an_ignore_file_one_is_shipped_that_ignores_itself(tmp_path: Path) -> None:
    """The daemon removes both, so nothing of it is in the context."""
    found = placed(tmp_path, lay_out(tmp_path, None))

    rules = f".dockerignore\n{OWN_NAME}\n".encode()
    assert found == Placing(dockerfile=OWN_NAME, files=((OWN_NAME, CUT), (".dockerignore", rules)))


@pytest.mark.parametrize(
    ("ignore", "name"),
    [
        ("node_modules\n", "node_modules"),
        ("# x\n*.log\n", "bisectbuild.log"),
        ("**/*.tmp\n", "bisectbuild.tmp"),
        (".dockerignore\n.git\n", ".git"),
        ("!kept\nx?y\n", "xby"),
    ],
)
def test_a_name_that_the_rules_ignore_anyway_is_taken(
    ignore: str, name: str, tmp_path: Path
) -> None:
    """Then the person's ignore file travels unchanged."""
    found = placed(tmp_path, lay_out(tmp_path, ignore))

    assert found == Placing(dockerfile=name, files=((name, CUT),))


def test_a_dockerfile_that_is_ignored_itself_keeps_its_name(tmp_path: Path) -> None:
    """The daemon removes it as it does in the person's own build."""
    dockerfile = lay_out(tmp_path, "build\n", dockerfile="build/Dockerfile")

    found = placed(tmp_path, dockerfile)

    assert found == Placing(dockerfile="build/Dockerfile", files=(("build/Dockerfile", CUT),))


def test_an_unchanged_dockerfile_is_sent_as_it_lies_there(tmp_path: Path) -> None:
    """The whole file needs no second copy."""
    dockerfile = lay_out(tmp_path, "# nothing\n")

    found = placed(tmp_path, dockerfile, dockerfile.read_bytes())

    assert found == Placing(dockerfile="Dockerfile", files=())


def test_a_name_within_a_folder_is_taken_only_where_the_folder_travels(tmp_path: Path) -> None:
    """A folder that only the Dockerfile needs would be left in the context."""
    dockerfile = lay_out(tmp_path, "docs/tmp\n")

    without = placed(tmp_path, dockerfile).dockerfile
    (tmp_path / "docs").mkdir()
    with_folder = placed(tmp_path, dockerfile).dockerfile

    assert (without, with_folder) == (OWN_NAME, "docs/tmp")


def test_a_folder_of_which_some_is_kept_is_not_replaced(tmp_path: Path) -> None:
    """The name goes into it instead, since the daemon has the folder anyway."""
    dockerfile = lay_out(tmp_path, "node_modules\n!node_modules/keep\n")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules/keep").write_text("")

    assert placed(tmp_path, dockerfile).dockerfile == "node_modules/bisectbuild"


def test_without_any_such_name_the_rules_get_one_more_line(tmp_path: Path) -> None:
    """Only then do steps that copy the ignore file see a difference."""
    found = placed(tmp_path, lay_out(tmp_path, "!x\n"))

    rules = f"!x\n\n{OWN_NAME}\n".encode()
    assert found == Placing(dockerfile=OWN_NAME, files=((OWN_NAME, CUT), (".dockerignore", rules)))


def test_a_dockerfile_from_elsewhere_needs_a_name_too(tmp_path: Path) -> None:
    """Standard input, or a file outside of the context."""
    context = tmp_path / "context"
    outside = lay_out(tmp_path, None, dockerfile="outside/Dockerfile")
    lay_out(context, "*.log\n")

    names = {placed(context, outside).dockerfile, placed(context, None).dockerfile}

    assert names == {"bisectbuild.log"}
