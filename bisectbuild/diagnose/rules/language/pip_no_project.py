"""pip or a setup script is started where no Python project lies."""

from __future__ import annotations

import posixpath

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.language import absent, pip_log
from bisectbuild.diagnose.signature import Signature

_FOLDER = Signature(
    pip_log.ERROR + r"(?:file://)?'?(?P<path>/[^\s']*|\.\S*)'? does not appear to be a Python "
    r"project"
    r"|"
    + pip_log.ERROR
    + r"Directory '(?P<dir>[^'\n]+)' is not installable\. (?:Neither|File) 'setup"
    r"|^error: (?P<uv>/\S+) does not appear to be a Python project",
    "does not appear to be a Python project",
    "is not installable",
)
_SETUP = Signature(
    r"^(?:\S*/)?python[\d.]*: can't open file '(?P<path>[^'\n]*\b(?:setup|get-pip|manage)\.py)': "
    r"\[Errno 2\]",
    "can't open file",
)
_TOML = Signature(
    r"^(?:error: )?(?:Poetry could not find a pyproject\.toml file in (?P<poetry>\S+)"
    r"|No `pyproject\.toml` found in current directory or any parent directory)",
    "could not find a pyproject.toml",
    "No `pyproject.toml` found",
)
_PIPFILE = Signature(r"^(?:ERROR:? )?No Pipfile present at project home", "No Pipfile present")
_EGG = Signature(
    r"^[ \t]*File \"setup\.py\"(?:, line \d+)? not found|^File \"setup\.py\" not found"
    r"|File \"setup\.py\" or \"setup\.cfg\" not found",
    '" not found',
)


def _check(case: Case) -> Told | None:
    hit = _SETUP.last(case.log)
    if hit is not None:
        return absent.told(case, hit, hit["path"], "Python")
    hit = _FOLDER.last(case.log)
    if hit is not None:
        folder = hit["path"] or hit["dir"] or hit["uv"]
        return absent.told(case, hit, _in(folder, "pyproject.toml"), "pip")
    hit = _TOML.last(case.log)
    if hit is not None:
        tool = "poetry" if "Poetry" in hit.line else "uv"
        return absent.told(case, hit, _in(hit["poetry"], "pyproject.toml"), tool)
    hit = _PIPFILE.last(case.log)
    if hit is not None:
        return absent.told(case, hit, "Pipfile", "pipenv")
    hit = _EGG.last(case.log)
    return absent.told(case, hit, "setup.py", "pip") if hit else None


def _in(folder: str, name: str) -> str:
    return posixpath.join(folder, name) if folder.strip(".") else name


RULE = Rule(
    code="BB409",
    name="pip-no-project",
    title="No Python project where it is to be installed",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="`pip install .` and its kin need setup.py or pyproject.toml in the directory, "
        "and the image does not have them there yet.",
        instruction="RUN pip install -e .",
        example="ERROR: file:///app does not appear to be a Python project: neither 'setup.py' "
        "nor 'pyproject.toml' found.",
        fix="COPY the project's files before the RUN, and set WORKDIR to where they lie.",
    ),
)
