"""Texts as written and as shown."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.matching import fits, is_image, is_like, is_unlike

FITS = [
    ("echo $GREETING && sleep 1", "echo hello && sleep 1"),
    ("echo ${A:-x}${B}$C", "echo 1"),
    ('echo "a b"', "echo a b"),
    ("curl $URL/x-$V.tgz", "curl https://h/x-1.2.tgz"),
    ("a   && b", "a && b"),
    ("$X", ""),
    ("echo $HOME", "echo $HOME"),
]
UNFIT = [
    ("echo a", "echo b"),
    ("echo a", "echo a b"),
    ("echo $A end", "echo x"),
    ("$A mid $B", "nothing"),
]


@pytest.mark.parametrize(("written", "shown"), FITS)
def test_variables_may_be_anything(written: str, shown: str) -> None:
    """The builder prints them expanded, or as they are where unset."""
    assert fits(written, shown)


@pytest.mark.parametrize(("written", "shown"), UNFIT)
def test_all_else_must_be_there_in_order(written: str, shown: str) -> None:
    """A literal text is compared whole."""
    assert not fits(written, shown)


def test_many_variables_take_no_exponential_time() -> None:
    """Dockerfiles are hostile text too."""
    assert not fits("$A x " * 20_000, "y " * 20_000)


IMAGES = [
    ("ruby:2.3.8", "docker.io/library/ruby:2.3.8@sha256:00"),
    ("ruby", "docker.io/library/ruby:latest"),
    ("ruby", "docker.io/library/ruby"),
    ("me/ruby", "docker.io/me/ruby:latest"),
    ("localhost:5000/x", "localhost:5000/x:latest"),
    ("ghcr.example/a/b:1@sha256:00", "ghcr.example/a/b:1@sha256:00"),
    ("$BASE:$TAG", "docker.io/library/ruby:2"),
    ("ruby:${TAG}", "docker.io/library/ruby:2"),
]


@pytest.mark.parametrize(("written", "shown"), IMAGES)
def test_a_base_is_known_by_its_full_reference(written: str, shown: str) -> None:
    """What is left out is filled in."""
    assert is_image(written, shown)


@pytest.mark.parametrize("written", ["python", "ruby:2.3", "me/ruby", "ruby:$TAG-slim"])
def test_another_base_is_not_taken_for_it(written: str) -> None:
    """The name decides, and the tag."""
    assert not is_image(written, "docker.io/library/ruby:2.3.8")


def test_a_heredoc_is_known_by_its_keyword() -> None:
    """Its body is shown cut, in wordings that changed."""
    (_, run) = parse(b"FROM a\nRUN <<EOF\necho x\nEOF\n").instructions

    assert is_like(run, "RUN <<EOF (echo x...)")
    assert is_unlike(run, "RUN echo y")
    assert is_unlike(run, "COPY <<EOF /x")


def test_a_text_that_differs_late_is_neither_like_nor_unlike() -> None:
    """Logs are masked and cut; that is no reason to think of another step."""
    (_, run) = parse(b"FROM a\nRUN install --with $X mail@host and more\n").instructions

    assert not is_like(run, "RUN install --with 1 masked and more")
    assert not is_unlike(run, "RUN install --with 1 masked and more")
