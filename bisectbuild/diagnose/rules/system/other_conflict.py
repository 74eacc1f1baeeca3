"""pacman, zypper or rpm finds that packages or their files exclude each other."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINES: Final = (
    Signature(r"^(?P<package>[^\s:]+): (?P<other>/\S+) exists in filesystem", "exists in file"),
    Signature(r"^(?P<package>\S+) and (?P<other>\S+) are in conflict", "are in conflict"),
    Signature(r"^error: (?:failed to prepare transaction|unresolvable).*\n"
              r":: (?:unable to satisfy dependency '(?P<other>[^']+)' required by"
              r"|installing \S+ \(\S+\) breaks dependency '(?P<broken>[^']+)' required by) "
              r"(?P<package>\S+)", "satisfy dependency", "breaks dependency"),
    Signature(r"^[ \t]*file (?P<other>/\S+) (?:from install of|conflicts between attempted installs"
              r" of) (?P<package>\S+) (?:conflicts with file from package|and) \S+", "file /"),
    Signature(r"^Problem(?: \d+)?: (?:1: )?nothing provides '?(?P<other>[^']+?)'? needed by "
              r"(?:the to be installed )?(?P<package>\S+)\n(?:.*\n){0,4}? ?Solution 1:",
              "Solution 1"),
    Signature(r"^error: Failed dependencies:\n[ \t]+(?P<other>.+?) is needed by (?P<package>\S+)",
              "Failed dependencies"),
)  # fmt: skip


def _check(case: Case) -> Told | None:
    end = case.log.tail(60)
    hit = next((hit for line in _LINES if (hit := line.first(end))), None)
    if hit is None:
        return None
    other = hit["other"] or hit.match.groupdict().get("broken") or ""
    return Told(
        cause=f"{hit['package']} cannot be installed: it clashes with or lacks {other}.",
        because=proofs((hit,)),
        advice="Bring the whole image up to date in the same step (`pacman -Syu`, `zypper dup`), "
        "install local packages with the package manager (`dnf install ./x.rpm`) so that it "
        "fetches what they need, and remove what is in the way.",
        commands=("cat /etc/os-release",),
        confidence=0.82,
    )


RULE = Rule(
    code="BB334",
    name="other-conflict",
    title="Packages or their files exclude each other",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A package brings a file that is there already, needs a library that is not "
        "there, or excludes another package.",
        instruction="RUN pacman -Sy --noconfirm otter",
        example="error: failed to prepare transaction (could not satisfy dependencies)\n"
        ":: installing libotter (2-1) breaks dependency 'libotter.so=1' required by depot",
        fix="Update everything together, or remove what is in the way.",
    ),
)
