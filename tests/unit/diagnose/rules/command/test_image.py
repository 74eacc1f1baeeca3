"""Which distribution a step runs in is told from the best that is known."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.facts import Facts, Release
from bisectbuild.diagnose.rules.command.image import how_to_get, install, manager
from bisectbuild.trace.digest import digest_lines

_ALPINE = Release(id="alpine", version="3.20", codename="", name="Alpine Linux")


@pytest.mark.parametrize(
    ("case", "found"),
    [
        (Case(facts=Facts(manager="microdnf"), base="debian:12"), "dnf"),
        (Case(facts=Facts(release=_ALPINE), base="debian:12"), "apk"),
        (Case(source="RUN apk add --no-cache jq", base="otter/den"), "apk"),
        (Case(base="docker.io/library/node:22-alpine@sha256:0"), "apk"),
        (Case(base="python:3.12"), "apt"),
        (Case(base="rockylinux:9"), "dnf"),
        (Case(log=digest_lines(["/bin/sh: 1: jq: not found"])), "apt"),
        (Case(log=digest_lines(["/bin/sh: jq: not found"])), "apk"),
        (Case(log=digest_lines(["/bin/sh: line 1: jq: command not found"])), "dnf"),
        (Case(base="otter/den"), ""),
    ],
)
def test_the_package_manager_is_told_from_the_best_that_is_known(case: Case, found: str) -> None:
    """The machine, the instruction, the image's name, and at last how its shell speaks."""
    assert manager(case) == found


def test_a_package_is_installed_in_the_words_of_the_image() -> None:
    """Where it is not known, the package alone is named."""
    assert install(Case(base="alpine"), "jq") == "`apk add --no-cache jq`"
    assert install(Case(), "jq") == "the image's package manager (jq)"


def test_a_command_without_a_package_there_is_told_of() -> None:
    """Another base image is the only way then."""
    assert "take a base image that has unrar" in how_to_get(Case(base="alpine"), "unrar")
    assert how_to_get(Case(), "otterctl") == ""
    assert "Alpine: `xz`" in how_to_get(Case(), "xz")
