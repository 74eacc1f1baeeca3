"""How base images to try are listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.axes.references import is_whole, read_references, repository, tried
from bisectbuild.errors import UsageError

_DIGEST = "sha256:" + "a1" * 32


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3.18,3.19", ("3.18", "3.19")),
        ("bookworm, trixie-slim", ("bookworm", "trixie-slim")),
        (":1,:2", ("1", "2")),
        (f"1,{_DIGEST}", ("1", _DIGEST)),
        (f"@{_DIGEST},1", (_DIGEST, "1")),
        ("debian:11,r.test:5000/a/b:1", ("debian:11", "r.test:5000/a/b:1")),
        (f"a/b@{_DIGEST},a/b:1@{_DIGEST}", (f"a/b@{_DIGEST}", f"a/b:1@{_DIGEST}")),
    ],
)
def test_a_list_holds_tags_digests_and_images(text: str, words: tuple[str, ...]) -> None:
    """In the order given."""
    assert read_references(text) == words


def test_a_file_holds_one_on_each_line(tmp_path: Path) -> None:
    """Blank lines and comments do not count."""
    file = tmp_path / "list"
    file.write_text("# newest last\n3.18\n\n  3.19\r\n  # no\n")

    assert read_references(f"@{file}") == ("3.18", "3.19")


@pytest.mark.parametrize(
    "text", ["", "1", "1,", "1,1", "1,:1", "1,a b", "1,$X", "1,-x", '1,"2"', "1,a@b", "@/no/where"]
)
def test_what_is_no_list_of_two_is_refused(text: str) -> None:
    """None of it may come into a FROM as a sign."""
    with pytest.raises(UsageError) as caught:
        read_references(text)

    assert caught.value.hint


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """It is told which file."""
    file = tmp_path / "list"
    file.write_bytes(b"\xff\xfe1\n2\n")

    with pytest.raises(UsageError, match="no text"):
        read_references(f"@{file}")


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("debian", "debian"),
        ("debian:11", "debian"),
        ("r.test:5000/a/b", "r.test:5000/a/b"),
        ("r.test:5000/a/b:1", "r.test:5000/a/b"),
        (f"a/b:1@{_DIGEST}", "a/b"),
    ],
)
def test_a_repository_is_a_reference_without_tag_and_digest(reference: str, name: str) -> None:
    """A port is none of them."""
    assert repository(reference) == name
    assert tried("2", reference) == f"{name}:2"
    assert tried(_DIGEST, reference) == f"{name}@{_DIGEST}"
    assert tried("x/y", reference) == "x/y"


@pytest.mark.parametrize(
    ("word", "whole"), [("debian", False), (_DIGEST, False), ("debian:1", True), ("a/b", True)]
)
def test_a_word_without_a_colon_or_a_slash_is_a_tag(word: str, whole: bool) -> None:  # noqa: FBT001
    """A digest's colon does not count."""
    assert is_whole(word) is whole
