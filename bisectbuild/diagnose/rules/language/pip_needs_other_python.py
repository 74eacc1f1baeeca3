"""A package's metadata asks for another Python than the image has."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.rules.language.words import listed
from bisectbuild.diagnose.signature import Hit, Signature

_DIFFERENT = Signature(
    pip_log.ERROR + r"(?:Package )?'?(?P<name>[\w.\[\]-]+)'? requires a different Python: "
    r"(?P<has>[\d.]+\w*) not in '(?P<wants>[^'\n]+)'",
    "requires a different Python",
)
_OLD = Signature(
    pip_log.INDENT + r"(?P<name>[\w.-]+) requires Python '(?P<wants>[^'\n]+)' but the running "
    r"Python is (?P<has>[\d.]+)",
    "but the running Python is",
)
_IGNORED = Signature(
    pip_log.ERROR + r"Ignored the following (?:yanked )?versions that require a different python "
    r"version: (?P<which>[^\n]+)",
    "require a different python version",
)
_NO_MATCH = Signature(
    pip_log.ERROR + r"No matching distribution found for (?P<name>[^\s(]+)",
    "No matching distribution",
)
_UV = Signature(
    r"[Bb]ecause the current Python version \((?P<has>[\d.]+)\) does not satisfy "
    r"Python(?P<wants>[<>=!~][\w.,<>=!~*]*) and (?P<name>[\w.-]+)",
    "because the current Python version",
    "Because the current Python version",
)


def _check(case: Case) -> Told | None:
    for form in (_DIFFERENT, _OLD, _UV):
        hits = pip_log.unsettled(case.log, form.hits(case.log))
        if hits:
            return _told(hits)
    ignored = pip_log.unsettled(case.log, _IGNORED.hits(case.log))
    missed = pip_log.unsettled(case.log, _NO_MATCH.hits(case.log))
    return _ignored(ignored[-1], missed[-1]) if ignored and missed else None


def _told(hits: tuple[Hit, ...]) -> Told:
    last = hits[-1]
    names = listed(hit["name"] for hit in hits)
    return Told(
        cause=f"{names} needs Python {last['wants']}, and the image has {last['has']}.",
        because=proofs(hits),
        advice=(
            f"Take a base image whose Python satisfies {last['wants']} (`FROM python:…`), or pin "
            f"a release of {last['name']} that still supports Python {last['has']}."
        ),
        commands=("python3 --version", "pip --version"),
        confidence=0.95,
    )


def _ignored(ignored: Hit, missed: Hit) -> Told:
    wants = ignored["which"].rpartition("Requires-Python ")[2].strip().rstrip(";")
    needs = f" (the last one listed needs Python {wants})" if wants else ""
    return Told(
        cause=f"pip finds {missed['name']} for other Pythons only, not for this image's{needs}.",
        because=proofs((ignored, missed)),
        advice=(
            f"Take a base image with the Python that {missed['name']} asks for, or pin a version "
            "that supports this image's Python."
        ),
        commands=("python3 --version",),
        confidence=0.9,
    )


RULE = Rule(
    code="BB403",
    name="pip-needs-other-python",
    title="A package needs another Python version",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A release says in its metadata which Python it supports, and the image's is not "
        "among them.",
        instruction="RUN pip install .",
        example="Processing /src\n"
        "ERROR: Package 'weatherkit' requires a different Python: 3.8.20 not in '>=3.10'",
        fix="Change the tag of the base image to a Python that fits, or pin an older release.",
    ),
)
