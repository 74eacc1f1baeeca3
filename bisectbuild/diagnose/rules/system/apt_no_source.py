"""apt should fetch a source package or build dependencies, and has no deb-src lines."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    ERROR + r"(?:You must put some '(?:deb-src|source)' URIs in your sources\.list"
    r"|Unable to find a source package for (?P<package>\S+))",
    "deb-src", "'source' URIs", "source package",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(20))
    if hit is None:
        return None
    package = hit["package"] or "any package"
    return Told(
        cause=f"apt has no source of {package}: its sources have no deb-src lines for it.",
        because=proofs((hit,)),
        advice="Before `apt-get update`: `sed -i 's/^Types: deb$/Types: deb deb-src/' "
        "/etc/apt/sources.list.d/*.sources` (Debian 12, Ubuntu 24.04 and later), or "
        "`sed -i 's/^# deb-src/deb-src/' /etc/apt/sources.list` (Ubuntu before).",
        commands=("cat /etc/apt/sources.list /etc/apt/sources.list.d/*",),
        confidence=0.92,
    )


RULE = Rule(
    code="BB306",
    name="apt-no-source",
    title="apt has no source packages",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="`apt-get source` and `apt-get build-dep` read the lists of source packages, "
        "which images have not enabled.",
        instruction="RUN apt-get update && apt-get build-dep -y otter",
        example="E: You must put some 'deb-src' URIs in your sources.list",
        fix="Enable deb-src, then update.",
        exit_code=100,
    ),
)
