"""The directory given as build context does not exist."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_BUILDX = Signature(r'unable to prepare context: path "(?P<path>[^"\n]*)" not found')
_LEGACY = Signature(
    r"unable to prepare context: unable to evaluate symlinks in context path: "
    r"(?:lstat|CreateFile|GetFileAttributesEx) (?P<path>[^\n]+?): "
)
_COMPOSE = Signature(r"build path (?P<path>\S+) either does not exist, is not accessible")
_BAKE = Signature(r"^resolve : lstat (?P<path>[^\n]+?): no such file or directory")
_NONE = Signature(
    r'"?docker(?: buildx build| build|: \'docker build\')"? requires (?:exactly )?1 argument'
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _BUILDX, _LEGACY, _COMPOSE, _BAKE, _NONE)
    if not heard:
        return None
    path = heard["path"]
    if path:
        cause = f"The build context `{path}` does not exist."
        advice = "Correct the path; it counts from the directory in which the command is given."
    else:
        cause = "docker build was given no build context, or more than one."
        advice = "End the command with the directory to build, often a single dot."
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.97)


RULE = Rule(
    code="BB110",
    name="context-missing",
    title="The build context does not exist",
    category=Category.CTX_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning="The last word of docker build names a directory, and there is none at that path.",
        instruction="",
        example='unable to prepare context: path "./kiosk" not found',
        fix="Give the directory that holds the Dockerfile and the files to copy.",
        exit_code=None,
    ),
)
