"""A key should be added for apt, and gnupg is not installed."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    r"(?:^|E: |Error: )gnupg, gnupg2 and gnupg1 do not seem to be installed", "gnupg, gnupg2"
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(80))
    if hit is None:
        return None
    return Told(
        cause="apt-key needs gnupg, which the image does not have.",
        because=proofs((hit,)),
        advice="Put `apt-get update && apt-get install -y gnupg` before it. Better without "
        "apt-key, which is gone in new releases: `curl -fsSL KEY_URL | gpg --dearmor -o "
        "/etc/apt/keyrings/NAME.gpg` and `[signed-by=/etc/apt/keyrings/NAME.gpg]` in the source.",
        commands=("command -v gpg", "cat /etc/os-release"),
        confidence=0.96,
    )


RULE = Rule(
    code="BB382",
    name="gnupg-missing",
    title="gnupg is not installed",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Images of Debian 9, Ubuntu 18.04 and later come without gnupg, which apt-key "
        "calls.",
        instruction="RUN curl -fsSL https://apt.depot.example/key.asc | apt-key add -",
        example="E: gnupg, gnupg2 and gnupg1 do not seem to be installed, but one of them is "
        "required for this operation",
        fix="Install gnupg first.",
        exit_code=255,
    ),
)
