"""A release of CentOS or Fedora is at its end of life, and its mirrors are switched off."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.knowledge.releases import SUCCESSOR, Known, by_version
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_LINES: Final = (
    Signature(r"mirrorlist\.centos\.\w+/?\?release=(?P<version>[^&\s]+)", "mirrorlist.centos"),
    Signature(r"Could(?: not|n't) resolve host(?:name)?:? mirrorlist\.centos", "mirrorlist.centos"),
    Signature(r"Cannot prepare internal mirrorlist: No URLs in mirrorlist", "No URLs in"),
    Signature(r"Cannot find a valid baseurl for repo: (?P<repo>\S+)", "valid baseurl"),
    Signature(r"YumRepo Error: All mirror URLs are not using", "YumRepo Error"),
    Signature(r"(?:404|404 Not Found)\b.*metalink\?repo=[\w-]*?fedora-(?P<fedora>\d+)", "metalink"),
    Signature(
        r"(?:404 for \S*|^\S+)/(?P<id>centos|fedora)(?:/linux)?(?:/releases|/updates)?"
        r"/(?P<number>8-stream|\d+(?:\.\d+)*)/(?:os|BaseOS|AppStream|extras|updates|Everything"
        r"|Modular|PowerTools|centosplus)/\S*repodata/repomd\.xml",
        "repomd.xml",
    ),
)
_FAILED: Final = Signature(
    r"^[ \t]*(?:YumRepo )?Error: (?:Failed to download metadata|Cannot (?:find a valid baseurl"
    r"|retrieve repository metadata)|All mirror URLs|Could not retrieve mirrorlist)"
    r"|^[ \t]*Cannot find a valid baseurl|^error: cannot update repo|^Failed to download metadata"
    r"|No more mirrors to try|Error: Cannot retrieve",
    "rror", "baseurl", "mirrors", "metadata",
)  # fmt: skip
# What the image is called says which release it is, where the log does not.
_CENTOS_IMAGE: Final = re.compile(r"(?:^|/)(?:\w+/)?centos(?::(?:centos)?(?P<version>\d+)\S*)?$")
_FEDORA_IMAGE: Final = re.compile(r"(?:^|/)fedora:(?P<version>\d+)")


def _check(case: Case) -> Told | None:
    end = closing(case.log, 60)
    if _FAILED.last(end) is None:
        return None
    hits = [hit for line in _LINES for hit in line.hits(end)]
    if not hits:
        return None
    known = _release(case, hits)
    if known is None or not known.archive:
        return None
    return Told(
        cause=(
            f"{known.title} reached its end of life in {known.ended}, "
            "and its packages left the mirrors."
        ),
        because=proofs(sorted(hits, key=lambda hit: hit.number)),
        advice=f"Take a base image that is still supported ({SUCCESSOR[known.distribution]}). "
        + _keep(known),
        commands=("cat /etc/os-release", "cat /etc/yum.repos.d/*.repo"),
        confidence=0.92,
    )


def _release(case: Case, hits: list[Hit]) -> Known | None:
    for hit in hits:
        groups = hit.match.groupdict()
        version = groups.get("version") or groups.get("number") or ""
        if groups.get("fedora") or groups.get("id") == "fedora":
            return by_version("Fedora", groups.get("fedora") or version.partition(".")[0])
        if version:
            return by_version("CentOS", version if "stream" in version else version.split(".")[0])
    repo = next((hit for hit in hits if hit.match.groupdict().get("repo")), None)
    number = re.search(r"/(\d)/", repo["repo"]) if repo else None
    return by_version("CentOS", number[1]) if number else _by_image(case, hits)


def _by_image(case: Case, hits: list[Hit]) -> Known | None:
    """Tell by the image's own files, its name, or a message that one release alone prints."""
    release = case.facts.release
    if release is not None:
        names = {"centos": "CentOS", "fedora": "Fedora"}
        return by_version(names.get(release.id, ""), release.version)
    base = case.base.partition("@")[0]
    fedora = _FEDORA_IMAGE.search(base)
    if fedora:
        return by_version("Fedora", fedora["version"])
    centos = _CENTOS_IMAGE.search(base)
    if centos:
        return by_version("CentOS", centos["version"] or "8")
    if any("No URLs in" in hit.line for hit in hits):
        return by_version("CentOS", "8")
    return (
        by_version("CentOS", "7") if any("mirrorlist.centos" in hit.line for hit in hits) else None
    )


def _keep(known: Known) -> str:
    if known.distribution == "Fedora":
        return f"Its packages lie in {known.archive}; builds should not rely on it."
    return (
        "To stay on it, before the first yum or dnf: `sed -i -e 's|^mirrorlist|#&|' "
        "-e 's|^#\\?baseurl=http://[^/]*|baseurl="
        f"{known.archive}|' /etc/yum.repos.d/CentOS-*.repo`."
    )


RULE = Rule(
    code="BB365",
    name="rpm-release-gone",
    title="The release of CentOS or Fedora is at its end of life",
    category=Category.REPO_EOL,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="At the end of life of a release, its mirror lists are switched off and its "
        "packages moved to an archive. Even the host name of CentOS's mirror lists is gone, so "
        "the message may look like trouble with name resolution.",
        instruction="RUN yum install -y git",
        example="Could not retrieve mirrorlist http://mirrorlist.centos.example/?release=7"
        "&arch=x86_64&repo=os&infra=container error was\n"
        '14: curl#6 - "Could not resolve host: mirrorlist.centos.example; Unknown error"\n'
        "Cannot find a valid baseurl for repo: base/7/x86_64",
        fix="Take a supported base image, or point the repositories at the archive.",
    ),
)
