"""The releases of distributions: when their support ends, and where their packages lie after it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

# Codename (or the version where there is none), version, month in which free updates end, and
# `+` where the packages have left the usual mirrors for the archive.
_DEBIAN: Final = """
sarge 3.1 2008-03 +
etch 4 2010-02 +
lenny 5 2012-02 +
squeeze 6 2016-02 +
wheezy 7 2018-05 +
jessie 8 2020-06 +
stretch 9 2022-06 +
buster 10 2024-06 +
bullseye 11 2026-08 +
bookworm 12 2028-06
trixie 13 2030-06
"""
_UBUNTU: Final = """
hardy 8.04 2013-05 +
lucid 10.04 2015-04 +
maverick 10.10 2012-04 +
natty 11.04 2012-10 +
oneiric 11.10 2013-05 +
precise 12.04 2017-04 +
quantal 12.10 2014-05 +
raring 13.04 2014-01 +
saucy 13.10 2014-07 +
trusty 14.04 2019-04
utopic 14.10 2015-07 +
vivid 15.04 2016-02 +
wily 15.10 2016-07 +
xenial 16.04 2021-04
yakkety 16.10 2017-07 +
zesty 17.04 2018-01 +
artful 17.10 2018-07 +
bionic 18.04 2023-05
cosmic 18.10 2019-07 +
disco 19.04 2020-01 +
eoan 19.10 2020-07 +
focal 20.04 2025-05
groovy 20.10 2021-07 +
hirsute 21.04 2022-01 +
impish 21.10 2022-07 +
jammy 22.04 2027-04
kinetic 22.10 2023-07 +
lunar 23.04 2024-01 +
mantic 23.10 2024-07 +
noble 24.04 2029-04
oracular 24.10 2025-07 +
plucky 25.04 2026-01 +
questing 25.10 2026-07 +
resolute 26.04 2031-04
"""
_CENTOS: Final = """
- 5 2017-03 +
- 6 2020-11 +
- 7 2024-06 +
- 8 2021-12 +
- 8-stream 2024-05 +
- 9-stream 2027-05
"""
_FEDORA: Final = """
- 20 2015-06 +
- 21 2015-12 +
- 22 2016-07 +
- 23 2016-12 +
- 24 2017-08 +
- 25 2017-12 +
- 26 2018-05 +
- 27 2018-11 +
- 28 2019-05 +
- 29 2019-11 +
- 30 2020-05 +
- 31 2020-11 +
- 32 2021-05 +
- 33 2021-11 +
- 34 2022-06 +
- 35 2022-12 +
- 36 2023-05 +
- 37 2023-12 +
- 38 2024-05 +
- 39 2024-11 +
- 40 2025-05 +
- 41 2025-12 +
- 42 2026-05 +
"""
_ARCHIVES: Final = {
    "Debian": "http://archive.debian.org/debian",
    "Ubuntu": "http://old-releases.ubuntu.com/ubuntu",
    "CentOS": "http://vault.centos.org",
    "Fedora": "https://archives.fedoraproject.org/pub/archive/fedora",
}
# What to build on instead, for advice.
SUCCESSOR: Final = {
    "Debian": "debian:12 or debian:13",
    "Ubuntu": "ubuntu:24.04",
    "CentOS": "rockylinux:9 or almalinux:9",
    "Fedora": "the current fedora image",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A release. `ended` is the month (YYYY-MM) in which its free updates end or ended.

    `archive` is the address its packages were moved to, "" where they are still on the mirrors.
    """

    distribution: str
    version: str
    codename: str
    ended: str
    archive: str

    @property
    def title(self) -> str:
        """How people name it: `Debian 9 (stretch)`."""
        shown = f"{self.distribution} {self.version.replace('-stream', ' Stream')}"
        return f"{shown} ({self.codename})" if self.codename else shown


def by_codename(suite: str) -> Known | None:
    """Give the Debian or Ubuntu release of an apt suite: `stretch`, `xenial-updates`."""
    return _codenames().get(suite.partition("/")[0].partition("-")[0])


def by_version(distribution: str, version: str) -> Known | None:
    """Give a release of `CentOS`, `Fedora`, `Debian` or `Ubuntu` by its version."""
    return _versions().get((distribution, version))


@cache
def _all() -> tuple[Known, ...]:
    tables = {"Debian": _DEBIAN, "Ubuntu": _UBUNTU, "CentOS": _CENTOS, "Fedora": _FEDORA}
    return tuple(
        _known(distribution, line)
        for distribution, table in tables.items()
        for line in table.strip().splitlines()
    )


def _known(distribution: str, line: str) -> Known:
    codename, version, ended, *moved = line.split()
    return Known(
        distribution=distribution,
        version=version,
        codename=codename.strip("-"),
        ended=ended,
        archive=_ARCHIVES[distribution] if moved else "",
    )


@cache
def _codenames() -> dict[str, Known]:
    return {known.codename: known for known in _all() if known.codename}


@cache
def _versions() -> dict[tuple[str, str], Known]:
    return {(known.distribution, known.version): known for known in _all()}
