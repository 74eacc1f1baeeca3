"""A Perl module is not installed, or cpan and cpanm could not install it."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command import image
from bisectbuild.diagnose.signature import Signature

_LOCATE = Signature(
    # debconf says so of its dialogs, and goes on.
    r"^(?!debconf:)[^\n]{0,200}?Can't locate (?P<path>[\w/]+)\.pm in @INC"
    r"(?: \(you may need to install the (?P<module>[\w:]+) module\))?",
    "Can't locate",
)
_LAST = 80
_UNKNOWN = Signature(
    r"^! Couldn't find module or a distribution (?P<name>[\w:-]+)"
    r"|Cannot install (?P<cpan>[\w:]+), don't know what it is",
    "Couldn't find module",
    "don't know what it is",
)
_FAILED = Signature(
    r"^! (?:Installing (?P<name>[\w:]+) failed|Testing (?P<tests>\S+) failed|Installing the "
    r"dependencies failed: "
    r"Module '(?P<needs>[\w:]+)')",
    "! Installing",
    "! Testing",
)


def _check(case: Case) -> Told | None:
    unknown = _UNKNOWN.last(case.log)
    if unknown is not None:
        name = unknown["name"] or unknown["cpan"]
        return Told(
            cause=f"CPAN has no module {name}.",
            because=proofs((unknown,)),
            advice="Correct the name (:: between its parts, and case matters), or take it from "
            "its repository.",
            commands=(f"cpanm --info {name}", "perl -v"),
            confidence=0.9,
        )
    located, failed = _LOCATE.last(case.log.tail(_LAST)), _FAILED.last(case.log)
    if located is not None:
        module = located["module"] or located["path"].replace("/", "::")
        return Told(
            cause=f"The Perl module {module} is not installed.",
            because=proofs((located,)),
            advice=_install(case, module),
            commands=(f"perl -M{module} -e1", "perl -V:version"),
            confidence=0.85,
            category=Category.TOOL_MISSING,
            fault=Fault.DOCKERFILE,
        )
    if failed is None:
        return None
    name = failed["name"] or failed["tests"] or failed["needs"]
    tests = bool(failed["tests"])
    return Told(
        cause=f"cpanm could not install {name}{': its tests failed' if tests else ''}.",
        because=proofs((failed,)),
        advice=(
            "Pass `--notest` if its tests alone fail here"
            if tests
            else "Read build.log of cpanm: mostly a compiler or a -dev package is missing"
        )
        + "; distributions have many modules ready (lib…-perl, perl-…).",
        commands=("tail -40 ~/.cpanm/build.log", "which gcc make"),
        confidence=0.75,
        category=Category.NATIVE_BUILD,
    )


def _install(case: Case, module: str) -> str:
    name = module.replace("::", "-")
    packages = {"apt": f"lib{name.lower()}-perl", "apk": f"perl-{name.lower()}",
                "dnf": f"perl-{name}"}  # fmt: skip
    manager = image.manager(case)
    package = f" (or the distribution's `{packages[manager]}`)" if manager in packages else ""
    return (
        f"Run `cpanm {module}`{package} before this step; if it is the project's own, set PERL5LIB."
    )


RULE = Rule(
    code="BB492",
    name="perl-module",
    title="A Perl module is missing or does not install",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="A Perl program uses a module that is not in its library path, or cpan could not "
        "bring it there.",
        instruction="RUN perl Makefile.PL && make",
        example="Can't locate Plum/Tree.pm in @INC (you may need to install the Plum::Tree module) "
        "(@INC contains: /etc/perl /usr/share/perl5) at Makefile.PL line 3.",
        fix="Install the module, from CPAN or from the distribution.",
        exit_code=2,
    ),
)
