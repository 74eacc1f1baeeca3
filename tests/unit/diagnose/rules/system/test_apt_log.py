"""What apt says of repositories is read in the forms of its versions."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rules.system.apt_log import is_update_missing, missing_indexes
from bisectbuild.trace.digest import digest_lines


def _case(*lines: str, source: str = "RUN apt-get update") -> Case:
    return Case(keyword="RUN", source=source, exit_code=100, log=digest_lines(lines))


@pytest.mark.parametrize(
    "line",
    [
        "E: The repository 'http://a.example/d stretch Release' does not have a Release file.",
        "E: The repository 'http://a.example/d stretch InRelease' no longer has a Release file.",
        (
            "Error: The repository 'http://a.example/d stretch Release' does no longer have a "
            "Release file."
        ),
        (
            "E: Failed to fetch http://a.example/d/dists/stretch/main/binary-amd64/Packages  404  "
            "Not Found"
        ),
        (
            "E: Failed to fetch http://a.example/d/dists/stretch/main/binary-amd64/by-hash/SHA256/"
            "0a  404  Not Found [IP: 192.0.2.1 80]"
        ),
    ],
)
def test_each_form_names_repository_and_suite(line: str) -> None:
    """Whether the whole suite is missing or a part of it."""
    found = missing_indexes(_case(line))

    assert [(each.url, each.suite) for each in found] == [("http://a.example/d", "stretch")]


def test_a_part_of_a_suite_names_the_processor() -> None:
    """Only there does the address hold it."""
    case = _case(
        "W: Failed to fetch http://a.example/d/dists/sid/main/binary-arm64/Packages  404  Not",
        "E: Some index files failed to download. They have been ignored, or old ones used instead.",
    )

    assert [each.cpu for each in missing_indexes(case)] == ["arm64"]


def test_security_suites_are_of_their_release() -> None:
    """They were named with a slash before Debian 11, and with a dash since."""
    case = _case(
        "E: The repository 'http://a.example/s buster/updates Release' does not have a Release "
        "file.",
        "E: The repository 'http://a.example/s bullseye-security Release' does not have a Release "
        "file.",
    )

    assert [each.codename for each in missing_indexes(case)] == ["buster", "bullseye"]


def test_a_warning_that_the_step_survived_names_nothing() -> None:
    """It is no reason then."""
    case = _case(
        "W: The repository 'http://a.example/d stretch Release' does not have a Release file.",
        "cc: error: no input files",
    )

    assert missing_indexes(case) == ()


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("RUN apt-get install -y jq", True),
        ("RUN apt install jq && apt update", False),
        ("RUN apt-get -q update && apt-get install -y jq", False),
        ("RUN apk add jq", False),
        ("COPY apt-get install", False),
    ],
)
def test_an_installation_without_an_update_is_seen(source: str, missing: bool) -> None:  # noqa: FBT001 - a table
    """The update of an earlier step may be old."""
    case = Case(keyword=source.partition(" ")[0], source=source)

    assert is_update_missing(case) is missing
