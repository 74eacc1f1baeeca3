"""Python code that is newer than the Python that reads it."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.rules.language.words import of
from bisectbuild.diagnose.signature import Hit, Signature

# A traceback's last place: the file, its line, the mark under it, the error.
_BLOCK = Signature(
    r"^[ \t]*File \"(?P<file>[^\"\n]+)\", line \d+\n(?:[ \t]*\n)?[ \t]*(?P<code>[^\n]+)\n"
    r"(?:[ \t]*\n)?(?:[ \t]*[~^]+[ \t]*\n)?(?:[ \t]*\n)?[ \t]*SyntaxError: (?P<error>[^\n]+)",
    "SyntaxError: ",
)
_NEWER: Final = (
    ("an f-string", "3.6", re.compile(r"(?<![\w'\"])[fF][rR]?['\"]|(?<![\w'\"])[rR][fF]['\"]")),
    ("a `match` statement", "3.10", re.compile(r"^match\s.*:$|^case\s.*:$")),
    ("the operator `:=`", "3.8", re.compile(r":=")),
    ("a type parameter", "3.12", re.compile(r"^type \w+ ?=|^(?:def|class) \w+\[")),
    ("`except*`", "3.11", re.compile(r"^except\*")),
    ("`async def`", "3.5", re.compile(r"^async (?:def|with|for)|\bawait ")),
    ("a variable's annotation", "3.6", re.compile(r"^(?:self\.)?\w+ ?: ?[\w.\[\], ]+ ?(?:=.*)?$")),
    ("annotations", "3", re.compile(r"^def .*(?:->|\w: \w)")),
    ("`yield from`", "3", re.compile(r"\byield from\b")),
    ("`raise … from`", "3", re.compile(r"\bfrom (?:e|err|exc|None)\b")),
    ("`print` with keywords", "3", re.compile(r"print\(.*\b(?:file|end|sep)=")),
    ("`*` among arguments", "3", re.compile(r"\(.*\*, ")),
    ("`nonlocal`", "3", re.compile(r"^nonlocal ")),
)
_TESTS: Final = re.compile(r"(?:^|/)tests?(?:data)?/")
_OPEN = Signature(
    r"^[ \t]*TypeError: '(?:encoding|errors|newline)' is an invalid keyword argument for "
    r"this function",
    "invalid keyword argument for this function",
)


def _check(case: Case) -> Told | None:
    opened = pip_log.unsettled(case.log, _OPEN.hits(case.log))
    if opened:
        package = pip_log.package_near(case.log, opened[-1].number)
        return _told(opened[-1], f"the code{of(package)}", "open() with an encoding", "3")
    for hit in reversed(pip_log.unsettled(case.log, _BLOCK.hits(case.log))):
        found = _newer(hit)
        if found:
            name = hit["file"]
            package = pip_log.package_near(case.log, hit.number)
            if pip_log.building(case.log, hit.number) and package:
                name = f"{name} of {package}"
            return _told(hit, name, *found)
    return None


def _newer(hit: Hit) -> tuple[str, str] | None:
    # pip's own files are another rule's; byte-compiling a package's tests may fail harmlessly.
    if "/pip/_" in hit["file"] or hit["file"].endswith("get-pip.py") or _TESTS.search(hit["file"]):
        return None
    if not hit["error"].startswith(("invalid syntax", "invalid or missing encoding")):
        return None
    code = hit["code"].strip()
    for what, since, pattern in _NEWER:
        if pattern.search(code):
            return what, since
    return None


def _told(hit: Hit, name: str, what: str, since: str) -> Told:
    return Told(
        cause=f"The image's Python is older than {since}: it cannot read {what} in {name}.",
        because=proofs((hit,)),
        advice=(
            f"Take a base image with Python {since} or later (or call `python3` instead of "
            "`python`), or pin the last release of the package that supports this Python."
        ),
        commands=("python --version", "python3 --version"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB415",
    name="python-too-old",
    title="Python code is newer than the image's Python",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A file uses syntax that came with a later Python than the one that reads it.",
        instruction="RUN pip3 install pebbleplot",
        example='  File "/tmp/pip-build-x1/pebbleplot/setup.py", line 51\n'
        '    f"Pebbleplot {VERSION} is old"\n                                 ^\n'
        "SyntaxError: invalid syntax",
        fix="Take a newer Python, or an older release of the package.",
    ),
)
