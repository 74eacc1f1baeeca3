"""The package index of apk, pacman, dnf or yum names a file that the mirrors no longer have."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_ARCH: Final = (
    "Run `pacman -Syu --noconfirm` in the same RUN: Arch keeps the newest version of a package "
    "alone, and an old image's database names older ones."
)
_RPM: Final = (
    "Run `dnf clean all` (or `yum clean all`) before, in the same RUN; with a plugin for caches "
    "or a proxy on the way, make it read anew."
)
_LINES: Final = (
    ("Run `apk update` in the same RUN, or use `apk add --no-cache`, which reads the index anew.",
     Signature(r"^ERROR: (?P<name>\S+): (?:package mentioned in index not found"
               r"|HTTP 404: Not Found)", "mentioned in index", "HTTP 404")),
    (_ARCH,
     Signature(r"^error: failed retrieving file '(?P<name>[^']+\.pkg\.\S+)' from \S+ : "
               r"The requested URL returned error: 404", "failed retrieving file")),
    (_RPM,
     Signature(r"^(?:\[MIRROR\] (?P<name>\S+\.rpm): Status code: 404"
               r"|\S+/(?P<old>[^/\s]+\.rpm): \[Errno 14\] HTTPS? Error 404)",
               "[MIRROR]", "[Errno 14]")),
)  # fmt: skip
_FAILED: Final = Signature(
    r"^(?:ERROR: |\d+ errors?; |error: (?:failed to commit transaction|failed to retrieve)"
    r"|(?:Error: )?Error downloading packages:|Error: Error downloading|\[FAILED\] \S+\.rpm)",
    "rror", "ERROR", "[FAILED]",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    end = case.log.tail(40)
    for advice, line in _LINES:
        hits = tuple(line.hits(end))
        if hits and _FAILED.last(end) is not None:
            name = hits[-1]["name"] or hits[-1].match.groupdict().get("old") or "a package"
            return Told(
                cause=f"The mirrors no longer have {name}, which the package index names.",
                because=proofs(hits),
                advice=advice,
                commands=("cat /etc/os-release",),
                confidence=0.87,
            )
    return None


RULE = Rule(
    code="BB343",
    name="other-index-stale",
    title="The package index names a file that is gone",
    category=Category.PKG_INDEX_STALE,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The index that the image or a cached step holds is older than the mirrors.",
        instruction="RUN pacman -S --noconfirm jq",
        example="error: failed retrieving file 'jq-1.6-4-x86_64.pkg.tar.zst' from "
        "mirror.example : The requested URL returned error: 404\n"
        "error: failed to commit transaction (failed to retrieve some files)",
        fix="Refresh the index in the same step.",
    ),
)
