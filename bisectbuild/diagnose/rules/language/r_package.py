"""An R package is not there, does not fit this R, or does not build."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.words import listed
from bisectbuild.diagnose.signature import Signature

_R = re.compile(r"\bR\b|Rscript|install2\.r|installGithub\.r|littler|\br -e|\.[rR]\b|bioc")
_Q = "['\u2018\u2019`\"]"
_NOT_THERE = Signature(
    rf"^[ \t]*(?:Warning[^\n]*:?\s+)?packages? {_Q}(?P<name>[\w.]+){_Q}[^\n]* (?:is|are) not "
    rf"available "
    r"(?:for this version of R|\(for R version (?P<has>[\d.]+)\))",
    "not available",
)
_NONZERO = Signature(
    rf"installation of (?:one or more packages failed|package {_Q}?(?P<name>[\w./]+?){_Q}? had "
    rf"non-zero exit status)",
    "non-zero exit status",
)
_LOAD = Signature(
    rf"there is no package called {_Q}(?P<name>[\w.]+){_Q}"
    rf"|^(?:ERROR|Error): dependenc(?:y|ies) (?P<deps>{_Q}[^\n]+?{_Q}) (?:is|are) not available"
    rf"(?: for package {_Q}(?P<who>[\w.]+){_Q})?$",
    "there is no package called",
    "not available",
)
_ANTICONF = Signature(r"^ \* deb: (?P<deb>[^\n(]+?)(?: \([^)\n]*\))?$", " * deb: ")
_VERSION = Signature(
    r"^ERROR: this R is version (?P<has>[\d.]+), package [^\n]*?requires R >= ?(?P<wants>[\d.]+)",
    "this R is version",
)
_BIOC = Signature(
    r"^Error: With R version (?P<wants>[\d.]+) or (?:greater|newer), install Bioconductor "
    r"packages using "
    r"BiocManager",
    "install Bioconductor packages using BiocManager",
)


def _check(case: Case) -> Told | None:
    bioc = _BIOC.last(case.log)
    if bioc is not None:
        return Told(
            cause=f"biocLite() is gone since R {bioc['wants']}: Bioconductor is installed with "
            "BiocManager.",
            because=proofs((bioc,)),
            advice="Write `install.packages('BiocManager'); BiocManager::install(c(...))` instead.",
            commands=("R --version | head -1",),
            confidence=0.97,
            category=Category.RUNTIME_VERSION,
        )
    version = _VERSION.last(case.log)
    if version is not None:
        return Told(
            cause=f"An R package needs R {version['wants']}, and the image has {version['has']}.",
            because=proofs((version,)),
            advice="Take a base image with a newer R, or a repository snapshot of this R's time.",
            commands=("R --version | head -1",),
            confidence=0.95,
            category=Category.RUNTIME_VERSION,
            fault=Fault.DOCKERFILE,
        )
    system = _ANTICONF.last(case.log)
    if system is not None:
        return Told(
            cause=f"An R package is compiled here and needs {system['deb'].strip()}.",
            because=proofs((system,)),
            advice=f"Add `{system['deb'].strip()}` to the apt-get install line before this step "
            "(the lines above name the RPM package).",
            commands=("cat /etc/os-release",),
            confidence=0.93,
            category=Category.NATIVE_BUILD,
            fault=Fault.DOCKERFILE,
        )
    return _missing(case)


def _missing(case: Case) -> Told | None:
    gone, loads = tuple(_NOT_THERE.hits(case.log)), tuple(_LOAD.hits(case.log))
    failed = tuple(_NONZERO.hits(case.log))
    # R only warns of these, so that another command may be what failed.
    if not _R.search(case.script) and not loads:
        return None
    if gone:
        names = listed(hit["name"] for hit in gone)
        return Told(
            cause=f"The R package {names} is not available for this image's R.",
            because=proofs(gone),
            advice=(
                "Give the repository (`repos=`) that has it; a newer R, or a snapshot of this R's "
                "time, for what moved on; `remotes::install_version` for what was archived."
            ),
            commands=("R --version | head -1", "Rscript -e 'getOption(\"repos\")'"),
            confidence=0.85,
        )
    if not (failed or loads):
        return None
    hits = failed or loads
    hit = hits[-1]
    groups = hit.match.groupdict()
    name = next((groups[each] for each in ("name", "deps") if groups.get(each)), "")
    what = "could not be built" if failed else "is not installed"
    return Told(
        cause=f"The R package {name or 'that is asked for'} {what}.",
        because=proofs((*loads[:2], *failed)),
        advice=(
            "Read the first ERROR above: mostly a -dev package of the system is missing. "
            "install.packages only warns of a failure, so the step that needs it fails later."
        ),
        commands=(
            "R --version | head -1",
            f"Rscript -e 'library({hits[-1]['name'] if groups.get('name') else 'NAME'})'",
        ),
        confidence=0.7,
        category=Category.NATIVE_BUILD if failed else None,
    )


RULE = Rule(
    code="BB494",
    name="r-package",
    title="An R package is missing or does not build",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The repository has no such package for this R, or building it failed for want of "
        "a system library.",
        instruction="RUN Rscript -e 'install.packages(\"plumplot\")' -e 'library(plumplot)'",
        example="Warning message:\npackage 'plumplot' is not available for this version of R\n"
        "Error in library(plumplot) : there is no package called 'plumplot'",
        fix="Give the repository that has it, or the system package that it needs.",
    ),
)
