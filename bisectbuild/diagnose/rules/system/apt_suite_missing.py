"""A repository that was added has nothing for this release, or is not there."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.releases import by_codename
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import MissingIndex, missing_indexes
from bisectbuild.diagnose.rules.system.apt_release_gone import of_the_distribution


def is_ppa(index: MissingIndex) -> bool:
    """Tell whether an address is a Launchpad PPA's."""
    return "/ppa." in index.url or "ppa.launchpad" in index.url


def _check(case: Case) -> Told | None:
    gone = [each for each in missing_indexes(case) if not is_ppa(each) and not _is_told(each)]
    if not gone:
        return None
    last = gone[-1]
    known = by_codename(last.codename)
    of_what = f"{known.title}" if known else f"a suite {last.suite}"
    return Told(
        cause=f"The repository {last.url} has nothing for {of_what} (suite {last.suite}).",
        because=proofs(each.hit for each in gone),
        advice=(
            "Open the repository's dists/ folder to see which suites it has, and name one of them; "
            "if it dropped this release, take a newer base image or remove the repository."
        ),
        commands=(
            "cat /etc/os-release",
            f"grep -r '{last.url.split('://', 1)[-1]}' /etc/apt/sources.list*",
        ),
        confidence=0.85,
    )


def lacks_cpu(index: MissingIndex) -> bool:
    """Tell whether the distribution's own server has the suite, but not for this processor."""
    known = by_codename(index.codename)
    of_now = known is not None and not known.archive
    return of_now and of_the_distribution(index) and index.cpu not in {"", "amd64", "i386", "all"}


def _is_told(index: MissingIndex) -> bool:
    known = by_codename(index.codename)
    ended = bool(known and known.archive and of_the_distribution(index))
    return ended or lacks_cpu(index)


RULE = Rule(
    code="BB361",
    name="apt-suite-missing",
    title="The repository has no such suite",
    category=Category.REPO_EOL,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A line of the sources names a repository and a suite (often the codename of the "
        "release), and the repository has no such suite: the release is too new or too old for "
        "it, the name or the address is wrong.",
        instruction="RUN apt-get update",
        example="E: The repository 'https://apt.depot.example/stable noble Release' "
        "does not have a Release file.",
        fix="Name a suite that the repository has.",
        exit_code=100,
    ),
)
