"""zypper, pacman or opkg knows no package of that name."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.renaming import listed
from bisectbuild.diagnose.signature import Signature

_LINES: Final = (
    ("pacman", Signature(r"^error: target not found: (?P<package>\S+)", "target not found")),
    ("zypper", Signature(r"^No provider of '(?P<package>[^']+)' found\.", "No provider of")),
    ("zypper", Signature(r"^Package '(?P<package>[^']+)' not found\.", "Package '")),
    ("opkg", Signature(r"Unknown package '(?P<package>[^']+)'\.", "Unknown package '")),
    ("emerge", Signature(r"^emerge: there are no ebuilds to satisfy \"(?P<package>[^\"]+)\"",
                         "no ebuilds")),
    ("nix", Signature(r"^error: (?:attribute|undefined variable) '(?P<package>[^']+)' "
                      r"(?:in selection path|not found|missing)", "error: ")),
)  # fmt: skip
_LOOK: Final = {
    "pacman": "Run `pacman -Syu` in the same RUN so that the database is there and current, and "
    "look whether the name was dropped or is in the AUR, which pacman does not read.",
    "zypper": "Run `zypper refresh` before, and add the repository that has it.",
    "opkg": "Run `opkg update` in the same RUN before, and look whether the feed has it.",
    "emerge": "Sync the tree before (`emerge-webrsync`), and name the category too.",
    "nix": "Look the attribute up for the channel that the image uses.",
}
_SEARCH: Final = {
    "pacman": "pacman -Sy && pacman -Ss",
    "zypper": "zypper search",
    "opkg": "opkg update && opkg find",
    "emerge": "emerge --search",
    "nix": "nix-env -qaP",
}


def _check(case: Case) -> Told | None:
    end = case.log.tail(60)
    for manager, line in _LINES:
        hits = tuple(line.hits(end))
        if hits:
            names = listed(hit["package"] for hit in hits)
            return Told(
                cause=f"{manager} knows no package named {names}.",
                because=proofs(hits),
                advice=f"Correct the name. {_LOOK[manager]}",
                commands=("cat /etc/os-release", f"{_SEARCH[manager]} {hits[0]['package']}"),
                confidence=0.85,
            )
    return None


RULE = Rule(
    code="BB305",
    name="other-unknown-package",
    title="pacman, zypper or opkg knows no such package",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The package manager has no package of this name in its repositories.",
        instruction="RUN pacman -Sy --noconfirm otter",
        example="resolving dependencies...\nerror: target not found: otter",
        fix="Correct the name, and refresh the package index in the same RUN.",
    ),
)
