"""A release is found by what a log calls it."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.knowledge.releases import by_codename, by_version


@pytest.mark.parametrize(
    ("suite", "title"),
    [
        ("stretch", "Debian 9 (stretch)"),
        ("stretch/updates", "Debian 9 (stretch)"),
        ("buster-backports", "Debian 10 (buster)"),
        ("cosmic-security", "Ubuntu 18.10 (cosmic)"),
    ],
)
def test_a_suite_names_its_release(suite: str, title: str) -> None:
    """Parts of a release end with it."""
    known = by_codename(suite)

    assert known is not None
    assert known.title == title
    assert known.archive


@pytest.mark.parametrize("suite", ["stable", "otter", "", "nginx-mainline"])
def test_other_suites_name_none(suite: str) -> None:
    """A repository may call its suites as it likes."""
    assert by_codename(suite) is None


def test_a_release_that_is_on_the_mirrors_has_no_archive() -> None:
    """Its packages have not moved."""
    known = by_codename("noble")

    assert known is not None
    assert known.archive == ""


def test_a_stream_is_a_release_of_its_own() -> None:
    """CentOS 8 and CentOS Stream 8 ended at different times."""
    plain, stream = by_version("CentOS", "8"), by_version("CentOS", "8-stream")

    assert plain is not None
    assert stream is not None
    assert stream.title == "CentOS 8 Stream"
    assert plain.ended < stream.ended
