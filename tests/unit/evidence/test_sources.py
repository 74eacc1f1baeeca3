"""Tests for bisectbuild.evidence.sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.context.ignore import find_ignore
from bisectbuild.diagnose.facts import Source, Unmatched
from bisectbuild.dockerfile.parse import parse
from bisectbuild.evidence.sources import copied_paths, look_at, unmatched


def _look(folder: Path, text: str, path: str) -> Source:
    dockerfile = parse(text.encode(), name="Dockerfile")
    ignore = find_ignore(folder, None, buildkit=True)
    return look_at(path, folder, ignore, dockerfile, dockerfile.instructions[-1])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a context with some files."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "Main.py").write_text("x")
    (tmp_path / "requirements.txt").write_text("x")
    (tmp_path / "dist").mkdir()
    (tmp_path / ".dockerignore").write_text("# built\n\ndist\n")
    return tmp_path


@pytest.mark.parametrize(
    ("line", "paths"),
    [
        ("COPY a b /to/", ("a", "b")),
        ("COPY --from=build a /to/", ()),
        ('COPY ["a b", "c", "/to/"]', ("a b", "c")),
        ("COPY $NAME/x ./", ("pkg/x",)),
        ("ADD https://host.example/x.tgz local.tgz /", ("local.tgz",)),
        ("RUN --mount=type=bind,source=a,target=/a --mount=type=cache,target=/c make", ("a",)),
        ("RUN --mount=type=bind,from=build,source=a,target=/a make", ()),
        ("COPY <<EOF /x\nhi\nEOF", ()),
        ("WORKDIR /x", ()),
    ],
)
def test_the_paths_that_come_from_the_context_are_known(line: str, paths: tuple[str, ...]) -> None:
    """What comes from a stage, an address or the file itself is none."""
    dockerfile = parse(f"FROM base\n{line}\n".encode(), name="Dockerfile")

    assert copied_paths(dockerfile, dockerfile.instructions[-1], {"NAME": "pkg"}) == paths


def test_a_path_that_is_there_and_ignored_names_the_line(folder: Path) -> None:
    """The reader sees which pattern hides it."""
    found = _look(folder, "FROM base\nCOPY dist /app/\n", "dist")

    assert found.exists
    assert found.ignored_by == ".dockerignore:3: dist"


@pytest.mark.parametrize("path", ["requirements.txt", "/requirements.txt", "./requirements.txt"])
def test_a_path_that_is_there_is_found_however_it_begins(folder: Path, path: str) -> None:
    """Builders take all of them for the same."""
    found = _look(folder, f"FROM base\nCOPY {path} /app/\n", path)

    assert found == Source(path=path, exists=True)


def test_another_case_is_told(folder: Path) -> None:
    """It builds on a Mac and fails in CI."""
    found = _look(folder, "FROM base\nCOPY SRC/main.py /app/\n", "SRC/main.py")

    assert (found.exists, found.other_case) == (False, "src/Main.py")


def test_names_that_are_near_are_told(folder: Path) -> None:
    """In its own folder first, else of the same name elsewhere."""
    typo = _look(folder, "FROM base\nCOPY requirement.txt /app/\n", "requirement.txt")
    moved = _look(folder, "FROM base\nCOPY Main.py /app/\n", "Main.py")

    assert typo.near == ("requirements.txt",)
    assert moved.near == ("src/Main.py",)


def test_a_path_outside_of_the_context_is_told(folder: Path) -> None:
    """No builder reaches above its context."""
    assert _look(folder, "FROM base\nCOPY ../shared /app/\n", "../shared").outside


def test_a_stage_that_makes_such_a_file_is_named(folder: Path) -> None:
    """A `--from` was forgotten."""
    text = "FROM base AS build\nRUN make -o out/app.bin\nFROM base\nCOPY out/app.bin /app/\n"

    assert _look(folder, text, "out/app.bin").stages == ("build",)


@pytest.mark.parametrize(("pattern", "exists"), [("*.txt", True), ("*.lock", False)])
def test_a_pattern_is_there_if_anything_matches(
    folder: Path, pattern: str, *, exists: bool
) -> None:
    """BuildKit says nothing of a pattern that matches nothing."""
    assert _look(folder, f"FROM base\nCOPY {pattern} /app/\n", pattern).exists is exists


def test_a_pattern_that_copied_nothing_is_known_before_a_failing_run(folder: Path) -> None:
    """In the RUN's own stage, and only patterns."""
    text = "FROM base\nCOPY *.ini src missing /app/\nCOPY *.txt dist* /app/\nRUN x\nCOPY *.z /\n"
    dockerfile = parse(text.encode(), name="Dockerfile")
    ignore = find_ignore(folder, None, buildkit=True)

    found = unmatched(dockerfile, dockerfile.instructions[3], folder, ignore, {})

    assert list(found) == [
        Unmatched(line=2, pattern="*.ini"),
        Unmatched(line=3, pattern="dist*", ignored_by=".dockerignore:3: dist"),
    ]


def test_a_pattern_is_hidden_only_where_every_file_that_fits_is(tmp_path: Path) -> None:
    """One file that is sent is enough for a COPY."""
    for name in ("a.ini", "b.ini", "c.cfg"):
        (tmp_path / name).write_text("")
    (tmp_path / ".dockerignore").write_text("a.ini\n*.cfg\n")

    partly = _look(tmp_path, "FROM base\nCOPY *.ini /etc/\n", "*.ini")
    wholly = _look(tmp_path, "FROM base\nCOPY *.cfg /etc/\n", "*.cfg")

    assert (partly.exists, partly.ignored_by) == (True, "")
    assert (wholly.exists, wholly.ignored_by) == (True, ".dockerignore:2: *.cfg")
