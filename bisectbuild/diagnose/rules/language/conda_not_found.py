"""conda's channels have no such package, version or build."""

from __future__ import annotations

import re
from shlex import quote
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.words import listed
from bisectbuild.diagnose.signature import Hit, Signature

# A name, a version and a build, as `conda list` writes them.
_BUILD: Final = re.compile(r"[\w.-]+==?[^=\s]+=[^=\s]+")

_HEAD = Signature(
    r"^(?:[\w.]+\.)?(?P<error>PackagesNotFoundError|ResolvePackageNotFound"
    r"|PackagesNotFoundInChannelsError): ?"
    r"[^\n]*\n(?:[ \t]*\n)?(?P<names>(?:[ \t]+- [^\n]+\n?)+)",
    "NotFound",
)
_MAMBA = Signature(
    r"nothing provides (?P<name>\S+(?: [^\s,]+)?) needed"
    r"|[│├└─ ](?P<name2>[\w.=*-]+(?: [\w.=*<>!,-]+)?) does not exist \(perhaps a typo or a missing "
    r"channel\)",
    "nothing provides",
    "does not exist (perhaps",
)


def _check(case: Case) -> Told | None:
    head = _HEAD.last(case.log)
    if head is not None:
        names = [line.strip().removeprefix("- ") for line in head["names"].strip().splitlines()]
        hits: tuple[Hit, ...] = (head,)
    else:
        # dnf and zypper say of packages that "nothing provides" them, too.
        speaks = any(word in case.log.text + case.source for word in ("conda", "mamba"))
        hits = tuple(_MAMBA.hits(case.log)) if speaks else ()
        names = [hit["name"] or hit["name2"] for hit in hits]
    if not names:
        return None
    builds = any(_BUILD.fullmatch(name) for name in names)
    return Told(
        cause=f"conda finds {listed(names)} in none of its channels.",
        because=proofs(hits),
        advice=(
            "The file pins builds of another system: write it again with "
            "`conda env export --no-builds` (or --from-history)."
            if builds
            else "Add the channel that has it (`-c conda-forge`), correct the name, or install it "
            "with pip inside the environment; a build for this CPU may be missing as well."
        ),
        commands=(
            "conda config --show channels",
            f"conda search {quote(names[0].partition('=')[0])}",
        ),
        confidence=0.93,
    )


RULE = Rule(
    code="BB437",
    name="conda-not-found",
    title="conda's channels have no such package",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="No configured channel has a package of this name, version or build for this "
        "platform.",
        instruction="RUN conda install -y heronplot",
        example="PackagesNotFoundError: The following packages are not available from current "
        "channels:\n\n  - heronplot\n\nCurrent channels:\n",
        fix="Add the channel, correct the name, or loosen the pin.",
    ),
)
