"""setuptools no longer has what an old package's setup script uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dropped:
    """What is gone, in words, and the bound of the last setuptools that had it."""

    line: Signature
    what: str
    bound: str


_ALL: Final = (
    _Dropped(
        line=Signature(r"setup command: use_2to3 is invalid", "use_2to3 is invalid"),
        what="`use_2to3`",
        bound="setuptools<58",
    ),
    _Dropped(
        line=Signature(r"ImportError: cannot import name '?Feature\b'?", "Feature"),
        what="`setuptools.Feature`",
        bound="setuptools<46",
    ),
    _Dropped(
        line=Signature(
            r"InvalidConfigError: Invalid dash-separated key|"
            r"Invalid dash-separated key '[\w-]+' in '\w+'",
            "Invalid dash-separated key",
        ),
        what="setup.cfg keys with a dash (`description-file`)",
        bound="setuptools<78",
    ),
    _Dropped(
        line=Signature(
            r"ImportError: cannot import name 'packaging' from 'pkg_resources'", "'packaging' from"
        ),
        what="`pkg_resources.packaging`",
        bound="setuptools<70",
    ),
    _Dropped(
        line=Signature(
            r"No module named 'setuptools\.command\.test'|cannot import name 'test' from "
            r"'setuptools\.command'",
            "setuptools.command",
        ),
        what="the command `test`",
        bound="setuptools<72",
    ),
    _Dropped(
        line=Signature(r"No module named 'distutils\.msvccompiler'", "distutils.msvccompiler"),
        what="`distutils.msvccompiler`",
        bound="setuptools<74",
    ),
    _Dropped(
        line=Signature(r"^[ \t]*AttributeError: install_layout", "AttributeError: install_layout"),
        what="Debian's `install_layout`",
        bound="setuptools<60",
    ),
    _Dropped(
        line=Signature(
            r"canonicalize_version\(\) got an unexpected keyword argument 'strip_trailing_zero'",
            "strip_trailing_zero",
        ),
        what="a `packaging` older than 22",
        bound="packaging>=22",
    ),
    _Dropped(
        line=Signature(
            r"No module named '?pip\.(?:req|download)'?$|ImportError: No module named req$"
            r"|cannot import name '?parse_requirements\b|module 'pip' has no attribute 'req'",
            "No module named",
            "parse_requirements",
            "'pip' has no attribute",
        ),
        what="`pip.req`",
        bound="pip<10",
    ),
    _Dropped(
        line=Signature(
            r"'ParsedRequirement' object has no attribute 'req'", "'ParsedRequirement' object"
        ),
        what="pip's old `parse_requirements`",
        bound="pip<20",
    ),
    _Dropped(
        line=Signature(
            r"(?:ModuleNotFoundError|ImportError): No module named '?pkg_resources'?$",
            "pkg_resources",
        ),
        what="`pkg_resources`",
        bound="setuptools<82",
    ),
)


def _check(case: Case) -> Told | None:
    for dropped in _ALL:
        hits = pip_log.unsettled(case.log, dropped.line.hits(case.log))
        if hits:
            number = hits[-1].number
            inside = pip_log.building(case.log, number)
            package = pip_log.package_near(case.log, number) if inside else ""
            return Told(
                cause=f"{package or 'The program'} uses {dropped.what}, which the installed "
                "setuptools or pip does not have.",
                because=proofs(hits),
                advice=_advice(dropped.bound, package, inside=inside),
                commands=("pip show setuptools", "python3 --version"),
                confidence=0.92,
            )
    return None


def _advice(bound: str, package: str, *, inside: bool) -> str:
    if not inside:
        return f'Add `pip install "{bound}"` before this step, or take a newer release.'
    return (
        f"Take a newer release of {package or 'the package'}. If it must be this one: "
        f'`pip install "{bound}" wheel` and then the package with `--no-build-isolation` (or with '
        f'PIP_CONSTRAINT naming a file that holds "{bound}").'
    )


RULE = Rule(
    code="BB418",
    name="setuptools-dropped",
    title="setuptools dropped what a package uses",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="An old source package is built with a new setuptools that no longer has what its "
        "setup script calls: 2to3 (58), Feature (46), pkg_resources (82).",
        instruction="RUN pip install oldfig==1.0",
        example="  error in oldfig setup command: use_2to3 is invalid.\n"
        "error: subprocess-exited-with-error",
        fix="Take a newer release of the package, or hold setuptools back.",
    ),
)
