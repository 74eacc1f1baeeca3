"""A program of the project opened a file that is not in the image."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.whereabouts import whereabouts
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:\S+: )?FileNotFoundError: \[Errno 2\] No such file or directory: b?'(?P<python>[^'\n]+)'"
    r"|(?:Error: )?ENOENT: no such file or directory, \w+ '(?P<node>[^'\n]+)'"
    r"|Errno::ENOENT\)?: No such file or directory @ \w+ - (?P<ruby>\S+)"
    r"|No such file - \[\"(?P<rails>[^\"\n]+)\"\]"
    r"|^(?:.*: )?(?:open|stat|lstat) (?P<go>[^\s:]+): no such file or directory$"
    r"|java\.(?:nio\.file\.NoSuchFileException: (?P<nio>\S+)"
    r"|io\.FileNotFoundException: (?P<java>\S+) \(No such file or directory\))"
    r"|System\.IO\.(?:File|Directory)NotFoundException: Could not find (?:file|a part of the path) "
    r"'(?P<net>[^'\n]+)'",
    "FileNotFound", "ENOENT", "No such file - ", "no such file", "NoSuchFile", "DirectoryNotFound",
)  # fmt: skip
_OTHERS = (
    "package.json",
    "requirements.txt",
    "setup.py",
    "node_modules/",
    "/pip-",
    "-lock.",
    "go.mod",
)
_LAST = 40
_NEAR = 5


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    # Go programs say so of many a file on their way.
    if hit["go"] and case.log.total - hit.number > _NEAR:
        return None
    path = next(filter(None, hit.match.groups()))
    plain = "/" not in path and "." not in path
    if plain or any(word in path for word in _OTHERS) or "egg_info" in case.log.text:
        return None
    return Told(
        cause=f"A program of the step opened {path}, which is not in the image.",
        because=proofs((hit,)),
        advice=whereabouts(case, path),
        commands=("pwd", f"ls -la {path.rpartition('/')[0] or '.'}"),
        confidence=0.7,
    )


RULE = Rule(
    code="BB748",
    name="program-file-missing",
    title="A program opened a file that is not in the image",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Python, Node, Ruby, Go or Java could not open a file: it was not copied, or is looked "
            "for from another directory."
        ),
        instruction="RUN python build.py",
        example="FileNotFoundError: [Errno 2] No such file or directory: 'data/otters.csv'",
        fix="Copy the file before this line, or correct its path from WORKDIR.",
    ),
)
