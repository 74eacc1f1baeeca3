"""The project itself cannot be installed: files that its pyproject.toml names are not there."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature

_README = Signature(
    pip_log.INDENT + r"(?:OSError: Readme file does not exist: (?P<a>\S+)"
    r"|(?:FileNotFoundError: \[Errno 2\] No such file or directory: '(?P<b>(?:\S*/)?(?:README"
    r"|LICENSE|"
    r"CHANGES|CHANGELOG|HISTORY|VERSION|requirements)[\w.-]*)')"
    r"|(?:Error: )?(?:Readme|License) (?:path|file) `?(?P<c>[^\s`]+?)`? does not exist"
    r"|distutils\.errors\.DistutilsOptionError: File '?(?P<d>\S+?)'? cannot be found"
    r"|error: (?:Readme|readme) file (?P<e>\S+) (?:does not exist|not found))",
    "does not exist",
    "No such file or directory: '",
    "cannot be found",
)
_PACKAGE = Signature(
    pip_log.INDENT
    + r"(?:(?:Error: )?(?:The current project could not be installed: )?No file/folder "
    r"found for package (?P<name>\S+)"
    r"|ValueError: Unable to determine which files to ship inside the wheel"
    r"|error: package directory '(?P<dir>[^'\n:]+)' does not exist)",
    "No file/folder found",
    "Unable to determine which files",
    "error: package directory",
)


def _check(case: Case) -> Told | None:
    hits = pip_log.unsettled(case.log, _README.hits(case.log))
    if hits and (pip_log.building(case.log, hits[-1].number) or "Readme" in hits[-1].line):
        hit = hits[-1]
        name = next(hit[each] for each in "abcde" if hit[each])
        package = pip_log.package_near(case.log, hit.number)
        return Told(
            cause=f"The build of {package or 'the project'} reads {name}, which is not in the "
            f"image.",
            because=proofs((hit,)),
            advice=(
                f"Copy {name} along with pyproject.toml (see .dockerignore: a pattern such as *.md "
                "hides it), or take it out of the project's metadata. If this is a package from "
                "an index, its release is incomplete: take another."
            ),
            commands=("ls -la",),
            confidence=0.85,
        )
    hits = pip_log.unsettled(case.log, _PACKAGE.hits(case.log))
    if not hits:
        return None
    hit = hits[-1]
    name = hit["name"] or hit["dir"]
    return Told(
        cause=f"The project's own package{' ' + name if name else ''} is not in the image when it "
        "is to be installed.",
        because=proofs((hit,)),
        advice=(
            "Install only the dependencies at this point (`poetry install --no-root`, `uv sync "
            "--no-install-project`), or COPY the project's source before this step."
        ),
        commands=("ls -la",),
        confidence=0.9,
    )


RULE = Rule(
    code="BB431",
    name="project-files",
    title="The Python project's own files are not in the image",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Only pyproject.toml and the lock were copied, but installing the project also "
        "reads its README or its package directory.",
        instruction="RUN poetry install",
        example="Installing the current project: mapleboard (0.1.0)\n"
        "Error: The current project could not be installed: No file/folder found for package "
        "mapleboard",
        fix="Copy them first, or leave the project itself out of this step.",
    ),
)
