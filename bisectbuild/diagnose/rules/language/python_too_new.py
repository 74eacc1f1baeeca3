"""A package's C code is too old for the image's Python, or for a library of the image."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature

_PYTHON = Signature(
    r"^[ \t]*\S+:\d+(?::\d+)?: (?:fatal )?error: (?:[^\n]*(?:PyThreadState|_PyGen_Send"
    r"|PyFrameObject|"
    r"PyCodeObject|tp_print|_typeobject|_PyUnicode_\w+|Py_UNICODE|PyUnicode_\w+|_PyLong_\w+|"
    r"PyLongObject|_PyInterpreterState\w*|PyEval_CallObject\w*|PyCFunction_Call|_Py_HashSecret|"
    r"ob_digit|curexc_\w+|exc_type|use_tracing)\b[^\n]*"
    r"|longintrepr\.h: No such file or directory)",
    "error: ",
)
_POSTGRES = Signature(
    pip_log.INDENT + r"Error: could not determine PostgreSQL version from '(?P<has>[\d.]+)'",
    "could not determine PostgreSQL version",
)
_PYO3 = Signature(
    r"the configured Python interpreter version \((?P<has>[\d.]+)\) is newer than PyO3's maximum "
    r"supported version \((?P<most>[\d.]+)\)",
    "newer than PyO3's maximum",
)
_FRAME = Signature(
    r"(?:python|cpython-|cp)(?P<major>3)\.?(?P<minor>\d+)", "python3", "cp3", "cpython-3"
)


def _check(case: Case) -> Told | None:
    hits = pip_log.unsettled(case.log, _POSTGRES.hits(case.log))
    if hits:
        return Told(
            cause="psycopg2 before 2.7.4 cannot read the version of this image's PostgreSQL "
            f"library ({hits[-1]['has']}).",
            because=proofs(hits),
            advice="Ask for psycopg2 2.8 or later (or `psycopg2-binary`, which comes ready built).",
            commands=("pg_config --version", "grep -rni psycopg2 requirements*"),
            confidence=0.95,
        )
    hits = pip_log.unsettled(case.log, _PYO3.hits(case.log))
    hits = hits or tuple(
        hit
        for hit in pip_log.unsettled(case.log, _PYTHON.hits(case.log))
        if pip_log.building(case.log, hit.number)
    )
    if not hits:
        return None
    hit = hits[-1]
    package = pip_log.package_near(case.log, hit.number) or "a package"
    frame = _FRAME.last(case.log)
    version = f"{frame['major']}.{frame['minor']}" if frame else ""
    if "has" in hit.match.groupdict():
        version = hit["has"]
    python = f" ({version})" if version else ""
    return Told(
        cause=f"This release of {package} does not compile against the image's Python{python}: it "
        "is older than that Python.",
        because=proofs(hits),
        advice=(
            f"Take a newer release of {package}, or a base image with the Python that it was made "
            "for."
        ),
        commands=("python3 --version", "pip --version"),
        confidence=0.88,
    )


RULE = Rule(
    code="BB427",
    name="python-too-new",
    title="A package's C code is too old for this Python",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The pinned release was made before this Python (or this PostgreSQL) and has no "
        "wheel for it; its C code uses what has changed since.",
        instruction="RUN pip install gyrocopter==1.0",
        example="      gyro/_core.c:71:12: fatal error: longintrepr.h: No such file or directory\n"
        "      error: command '/usr/bin/gcc' failed with exit code 1\n"
        "  ERROR: Failed building wheel for gyrocopter",
        fix="Take a newer release of the package, or an older Python.",
    ),
)
