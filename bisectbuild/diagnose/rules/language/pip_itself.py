"""pip itself does not run: it is newer than its Python, or its parts are of two versions."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_GET_PIP = Signature(
    r"^ERROR: This script does not work on Python (?P<has>[\d.]+)\.? ?[\s\S]{0,40}?The minimum "
    r"supported Python version is (?P<wants>[\d.]+\d)",
    "This script does not work on Python",
)
_TOO_NEW = Signature(
    r"^[ \t]*File \"(?P<where>[^\"\n]*/pip/_(?:internal|vendor)/[^\"\n]*"
    r"|/tmp/tmp\w+/pip\.zip/[^\"\n]*|(?:\S*/)?get-pip\.py)\", line \d+(?:, in "
    r"\S+)?\n[^\n]*\n(?:[ \t^~]*\n){0,3}"
    r"(?:SyntaxError: |RuntimeError: Python (?P<wants>[\d.]+) or later is required)",
    "SyntaxError: ",
    "or later is required",
)
_MIXED = Signature(
    r"^(?:ImportError: cannot import name '?main'?"
    r"|ImportError: No module named '?(?:pip\.)?_internal[\w.]*'?"
    r"|ModuleNotFoundError: No module named 'pip(?:\._internal[\w.]*|\._vendor[\w.]*)?')",
    "cannot import name",
    "_internal",
    "No module named 'pip",
)
_PIP_FRAME = Signature(r"File \"[^\"\n]*/pip[\d.]*\", line \d+", "/pip")


def _check(case: Case) -> Told | None:
    hit = _GET_PIP.last(case.log)
    if hit is not None:
        return _get_pip(hit)
    hit = _TOO_NEW.last(case.log)
    if hit is not None:
        return _too_new(hit)
    hit = _MIXED.last(case.log)
    if hit is None or ("'pip'" not in hit.line and _PIP_FRAME.first(case.log) is None):
        return None
    return Told(
        cause="pip's command and pip's library are of two versions: the one that the "
        "distribution installed was overwritten or half removed.",
        because=proofs((hit,)),
        advice=(
            "Call it as `python3 -m pip`, and do not upgrade the distribution's own pip: take a "
            "virtual environment, or leave out `pip install --upgrade pip`."
        ),
        commands=("which -a pip pip3", "python3 -m pip --version"),
        confidence=0.9,
        category=Category.PKG_CONFLICT,
    )


def _get_pip(hit: Hit) -> Told:
    has = hit["has"].rstrip(".")
    return Told(
        cause=f"get-pip.py needs Python {hit['wants']} or later, and the image has {has}.",
        because=proofs((hit,)),
        advice=(
            f"Fetch the script for this Python: the path `pip/{has}/get-pip.py` instead "
            "of `get-pip.py` on the same host; or take a base image with a newer Python."
        ),
        commands=("python3 --version",),
        confidence=0.98,
    )


def _too_new(hit: Hit) -> Told:
    wants = f" (it needs {hit['wants']} or later)" if hit["wants"] else ""
    return Told(
        cause=f"pip in the image is newer than its Python can read{wants}: {hit['where']}.",
        because=proofs((hit,)),
        advice=(
            'Do not upgrade pip without a bound: `pip install "pip<21"` is the last for Python '
            '3.5 and 2.7, `"pip<22"` for 3.6; or take a base image with a newer Python.'
        ),
        commands=("python3 --version", "ls -d /usr/*/lib/python*/*-packages/pip-*"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB411",
    name="pip-itself",
    title="pip itself does not run",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="pip was upgraded, or fetched, to a version that this Python is too old for, or "
        "was put over the distribution's one.",
        instruction="RUN curl -s https://files.example/get-pip.py | python3",
        example="ERROR: This script does not work on Python 3.6. The minimum supported Python "
        "version is 3.9. Please use https://files.example/pip/3.6/get-pip.py instead.",
        fix="Take the pip that fits the Python, or a newer Python.",
    ),
)
