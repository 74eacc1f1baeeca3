"""apk cannot select packages that fit together."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_FAILED: Final = Signature(
    r"^ERROR: (?:unable to select packages|unsatisfiable constraints)", "ERROR: un"
)
_CLASH: Final = Signature(
    r"^ +(?P<package>[\w.+-]+-\d\S*):\n(?:.*\n)??\s+(?P<how>conflicts|breaks): (?P<with>\S+)",
    "conflicts:", "breaks:",
)  # fmt: skip
_SHARED: Final = Signature(
    r"^ +(?P<needs>(?:so|cmd|pc|py3[\d.]*):\S+) \((?:no such package|missing)\):\n"
    r"\s+required by: (?P<package>\S+?)\[",
    "required by:",
)
_OTHER: Final = ("(no such package)", "(missing)")


def _check(case: Case) -> Told | None:
    failed = _FAILED.last(case.log)
    if failed is None:
        return None
    shared = _SHARED.last(case.log)
    clash = next((hit for hit in _CLASH.hits(case.log) if "world[" not in hit["with"]), None)
    if shared is not None:
        cause = f"{shared['package']} needs {shared['needs']}, which this branch does not have."
    elif clash is not None:
        cause = f"apk cannot install {clash['package']}: it {clash['how']} {clash['with']}."
    elif any(word in case.log.text for word in _OTHER) or "breaks: " in case.log.text:
        return None
    else:
        cause = "apk cannot select packages that fit together."
    return Told(
        cause=cause,
        because=proofs([hit for hit in (failed, shared or clash) if hit]),
        advice="Take all packages from one branch of Alpine, the base image's own: an edge "
        "repository beside a stable branch asks for libraries of another. `apk upgrade` in the "
        "same RUN helps where the image's own packages are older.",
        commands=("cat /etc/alpine-release /etc/apk/repositories", "apk update && apk policy"),
        confidence=0.85 if shared or clash else 0.6,
    )


RULE = Rule(
    code="BB332",
    name="apk-conflict",
    title="apk cannot select packages that fit together",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Packages that were asked for, or that they need, exclude each other or need what "
        "no repository has. Mostly branches of Alpine are mixed.",
        instruction="RUN apk add --no-cache otter --repository http://apk.example/edge/main",
        example="ERROR: unable to select packages:\n"
        "  so:libotter.so.9 (no such package):\n    required by: otter-4.1-r0[so:libotter.so.9]",
        fix="Take all packages from one branch.",
    ),
)
