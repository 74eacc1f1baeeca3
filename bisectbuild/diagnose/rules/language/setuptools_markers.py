"""The image's setuptools or pip is too old to read how a package names its requirements."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature

_STRINGS = Signature(
    pip_log.INDENT + r"(?:error: )?(?:Setup script exited with )?error in (?P<name>[\w.-]+) setup "
    r"command: '(?P<field>install_requires|tests_require|extras_require|setup_requires)' must be a "
    r"(?:string|dictionary)[^\n]*",
    "setup command: '",
)
_MARKER = Signature(
    r"^[ \t]*NameError: name '(?P<name>platform_system|platform_python_implementation|"
    r"python_full_version|implementation_name)' is not defined",
    "NameError: name",
)
_SPEC = Signature(
    r"^[ \t]*ValueError: \('Expected version spec in', '(?P<name>[^'\n]+)'",
    "Expected version spec in",
)
_FIND = Signature(
    r"^[ \t]*error: package directory '\S*find(?P<name>_namespace)?:' does not exist",
    "error: package directory",
)


_TOO_OLD = (
    (_MARKER, "environment marker"),
    (_SPEC, "requirement"),
    (_FIND, "`find_namespace:` in setup.cfg"),
)


def _check(case: Case) -> Told | None:
    hits = pip_log.unsettled(case.log, _STRINGS.hits(case.log))
    if hits:
        hit = hits[-1]
        star = ".* suffix" in hit.line or ".*" in hit.line.rpartition("specifiers")[2]
        if star:
            advice = (
                f'Take a newer {hit["name"]}; an old one needs `pip install "setuptools<66"` and '
                "`--no-build-isolation`."
            )
            cause = f"{hit['name']} writes a version in `{hit['field']}` that setuptools refuses."
        else:
            advice = (
                "Upgrade setuptools and pip before this install (`pip install --upgrade pip "
                "setuptools`, with the bound that this Python needs), or take a newer base image."
            )
            cause = (
                f"The image's setuptools cannot read `{hit['field']}` of {hit['name']}: it is too "
                "old for the markers that stand there, or an entry is no valid requirement."
            )
        return Told(cause=cause, because=proofs((hit,)), advice=advice,
                    commands=("pip show setuptools pip",), confidence=0.8)  # fmt: skip
    for form, what in _TOO_OLD:
        hits = pip_log.unsettled(case.log, form.hits(case.log))
        if hits:
            package = pip_log.package_near(case.log, hits[-1].number)
            marker = hits[-1]["name"] if form is not _FIND else ""
            return Told(
                cause=f"The image's setuptools is too old for {package or 'a package'}: it does "
                f"not know the {what}{' ' + marker if marker else ''}.",
                because=proofs(hits),
                advice=(
                    "Upgrade pip and setuptools before this install, or take a newer base image."
                ),
                commands=("pip show setuptools pip",),
                confidence=0.85,
            )
    return None


RULE = Rule(
    code="BB417",
    name="setuptools-markers",
    title="setuptools cannot read a package's requirements",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A package names requirements in a way that came with a later setuptools or pip "
        "than the image has.",
        instruction="RUN python setup.py install",
        example="error: Setup script exited with error in barley_identity setup command: "
        "'install_requires' must be a string or list of strings containing valid project/version "
        "requirement specifiers",
        fix="Upgrade setuptools and pip first.",
    ),
)
