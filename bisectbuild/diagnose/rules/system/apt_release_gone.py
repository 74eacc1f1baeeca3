"""A release of Debian or Ubuntu is at its end of life, and its packages left the mirrors."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.releases import SUCCESSOR, Known, by_codename
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import MissingIndex, missing_indexes

# The distribution's own archive, or a mirror of it: not a PPA, not a vendor's repository.
_OWN: Final = re.compile(
    r"[a-z]+://[^/]+(?:/pub)?(?:/linux)?(?:/mirrors?)?(?:/(?:debian|ubuntu|debian-security"
    r"|ubuntu-ports|debian-archive|ubuntu-old-releases))?/*"
)
_PARTS: Final = re.compile(r"\w+(?:-updates|-security|/updates|-backports|-lts|-proposed\S*)?")


def of_the_distribution(index: MissingIndex) -> bool:
    """Tell whether a suite is the distribution's own, by its address and its name."""
    return bool(_OWN.fullmatch(index.url) and _PARTS.fullmatch(index.suite))


def _check(case: Case) -> Told | None:
    gone = [each for each in missing_indexes(case) if _release(each) is not None]
    known = _release(gone[-1]) if gone else None
    if known is None:
        return None
    only_backports = all(each.suite.endswith("-backports") for each in gone)
    what = "its backports" if only_backports else "its packages"
    where = gone[-1].url.split("://", 1)[-1]
    return Told(
        cause=(
            f"{known.title} reached its end of life in {known.ended}, "
            f"and {what} left the mirror {where}."
        ),
        because=proofs(each.hit for each in gone),
        advice=f"{_newer(case, known)} {_keep(known)}",
        commands=("cat /etc/os-release", "cat /etc/apt/sources.list /etc/apt/sources.list.d/*"),
        confidence=0.93,
    )


def _release(index: MissingIndex) -> Known | None:
    known = by_codename(index.codename)
    return known if known and known.archive and of_the_distribution(index) else None


def _newer(case: Case, known: Known) -> str:
    base = case.base.partition("@")[0]
    if base and not base.rpartition("/")[2].startswith(("debian", "ubuntu")):
        return f"Take a newer tag of {base}, built on a release that is still supported."
    return f"Take a base image that is still supported ({SUCCESSOR[known.distribution]})."


def _keep(known: Known) -> str:
    if known.distribution == "Ubuntu":
        return (
            "To stay on it, before `apt-get update`: "
            rf"`sed -i -E 's|https?://\S+/ubuntu|{known.archive}|' /etc/apt/sources.list`."
        )
    security = known.archive.replace("/debian", "/debian-security")
    return (
        "To stay on it, before `apt-get update`: "
        f"`echo 'deb {known.archive} {known.codename} main' > /etc/apt/sources.list` "
        f"(security updates lie in {security}), and give apt-get "
        "`-o Acquire::Check-Valid-Until=false`."
    )


RULE = Rule(
    code="BB360",
    name="apt-release-gone",
    title="The release of Debian or Ubuntu is at its end of life",
    category=Category.REPO_EOL,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="When support of a release ends, its packages are moved from the mirrors to an "
        "archive. `apt-get update` in an image of that release then finds nothing (404).",
        instruction="RUN apt-get update && apt-get install -y curl",
        example="Err:3 http://mirror.example/debian stretch Release\n"
        "  404  Not Found [IP: 192.0.2.7 80]\n"
        "E: The repository 'http://mirror.example/debian stretch Release' "
        "does no longer have a Release file.",
        fix="Take a newer base image, or point the sources at the archive.",
        exit_code=100,
    ),
)
