"""How to install is said for the image at hand, or for all."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.knowledge.native_needs import GIT
from bisectbuild.diagnose.rules.language import installing
from bisectbuild.trace.digest import digest_lines


def test_a_known_image_gets_one_command() -> None:
    """Its name tells the manager."""
    assert installing.how(Case(base="node:22-slim"), GIT) == "`apt-get install -y git`"
    assert installing.how(Case(base="node:22-alpine"), GIT) == "`apk add git`"


def test_an_unknown_image_gets_them_all() -> None:
    """Each with the distributions that it is for."""
    said = installing.how(Case(), GIT)

    assert "`apt-get install -y git` (Debian and Ubuntu)" in said
    assert "`apk add git` (Alpine)" in said


def test_musl_in_the_log_tells_alpine() -> None:
    """Both pip and gcc name the platform."""
    case = Case(log=digest_lines(["creating build/lib.linux-x86_64-linux-musl"]))

    assert installing.on_alpine(case)
    assert "musllinux" in installing.musl(case)
    assert installing.musl(Case(base="debian:12")) == ""
