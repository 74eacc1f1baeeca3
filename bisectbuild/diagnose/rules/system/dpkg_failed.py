"""dpkg failed, and the log does not say more."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    ERROR + r"(?:Sub-process (?P<program>/\S+) returned an error code \((?P<code>\d+)\)"
    r"|Sub-process (?P<stopped>/\S+) (?:received|exited))",
    "Sub-process",
)
_PACKAGES: Final = Signature(
    r"^Errors were encountered while processing:\n(?P<names>(?: \S+(?:\n|\Z))+)",
    "Errors were encountered",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(15))
    if hit is None:
        return None
    packages = _PACKAGES.last(case.log)
    names = ", ".join(packages["names"].split()) if packages else "a package"
    return Told(
        cause=f"dpkg could not install {names}.",
        because=proofs([each for each in (packages, hit) if each]),
        advice=f"Read what stands before the first error of dpkg on {names}.",
        commands=("dpkg --audit", "dpkg --configure -a"),
        confidence=0.6,
    )


RULE = Rule(
    code="BB352",
    name="dpkg-failed",
    title="dpkg could not install a package",
    category=Category.PKG_SCRIPT_FAIL,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="apt runs dpkg to unpack and configure packages, and dpkg ended with an error.",
        instruction="RUN apt-get install -y depot",
        example="Errors were encountered while processing:\n depot\n"
        "E: Sub-process /usr/bin/dpkg returned an error code (1)",
        fix="Look at the lines that dpkg printed before.",
        exit_code=100,
    ),
)
