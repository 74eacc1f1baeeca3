"""setuptools-scm and its kin read the version from git, and .git is not in the image."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    pip_log.INDENT + r"(?:LookupError: (?:Error getting the version from source `vcs`: )?"
    r"(?P<tool>setuptools-scm) was unable to detect version for (?P<path>[^\s.]+)"
    r"|Exception: Versioning for this project requires either an sdist tarball, or access to an "
    r"upstream git repository"
    r"|RuntimeError: This does not appear to be a Git project"
    r"|(?:ValueError|RuntimeError): Error getting the version from source `(?:vcs|scm)`)",
    "unable to detect version",
    "Versioning for this project requires",
    "does not appear to be a Git project",
    "Error getting the version from source",
)


def _check(case: Case) -> Told | None:
    hits = pip_log.unsettled(case.log, _LINE.hits(case.log))
    if not hits:
        return None
    hit = hits[-1]
    pbr = "Versioning for this project" in hit.line
    name = "PBR_VERSION" if pbr else "SETUPTOOLS_SCM_PRETEND_VERSION"
    what = "pbr" if pbr else hit["tool"] or "The project's build"
    where = f" of {hit['path'].rstrip(',')}" if hit["path"] else ""
    return Told(
        cause=f"{what} reads the version{where} from git, and the image has no .git directory "
        "(or no git) there.",
        because=proofs((hit,)),
        advice=(
            f"Give the version from outside: `ARG VERSION` and `ENV {name}=$VERSION` before the "
            "install. Or copy .git too (see .dockerignore) and install git."
        ),
        commands=("ls -la", "git describe --tags"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB430",
    name="version-from-git",
    title="A project's version is read from git, which is not there",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The build computes the project's version from git tags; a build context usually "
        "comes without .git.",
        instruction="RUN pip install .",
        example="      LookupError: setuptools-scm was unable to detect version for /app.\n"
        "error: subprocess-exited-with-error",
        fix="Pass the version in a variable, or bring .git into the build.",
    ),
)
