"""The C code of a Python package does not compile with what the image has."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature

_COMMAND = Signature(
    pip_log.INDENT
    + r"error: command ['\"]?\S*(?:gcc|g\+\+|cc|c\+\+|clang\+*)['\" ][^\n]*failed with "
    r"exit (?:status|code) [1-9]",
    "failed with exit",
)
_ERROR = Signature(
    r"^[ \t]*(?P<file>[\w./+-]+\.(?:c|cc|cpp|cxx|h|hpp|pyx)):\d+(?::\d+)?: (?:fatal )?error: "
    r"(?P<what>[^\n]+)",
    "error: ",
)


def _check(case: Case) -> Told | None:
    commands = pip_log.unsettled(case.log, _COMMAND.hits(case.log))
    if not commands:
        return None
    errors = [
        hit
        for hit in _ERROR.hits(case.log)
        # A missing header has a reason, and a rule, of its own.
        if "No such file or directory" not in hit["what"] and hit.number < commands[-1].number
    ]
    if not errors:
        return None
    package = pip_log.package_near(case.log, commands[-1].number) or "a Python package"
    first = errors[0]
    return Told(
        cause=f"The C code of {package} does not compile against this image's libraries or "
        f"compiler: {first['what'].strip()}.",
        because=proofs((first, commands[-1])),
        advice=(
            f"Take a newer release of {package}, best one with a ready wheel: an old one often "
            "does not know the newer library, compiler or Python of the image. An older base "
            "image is the other way."
        ),
        commands=("python3 --version", "gcc --version | head -1"),
        confidence=0.7,
    )


RULE = Rule(
    code="BB428",
    name="python-c-error",
    title="A Python package's C code does not compile",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="pip compiles a package whose code does not fit the compiler, the Python or a "
        "library of the image.",
        instruction="RUN pip install mysqlferry==1.4",
        example="  _ferry.c:191:41: error: 'MYSQL' has no member named 'reconnect'\n"
        "  error: command 'gcc' failed with exit status 1\n"
        "  ERROR: Failed building wheel for mysqlferry",
        fix="Take a newer release, or an image with the older library.",
    ),
)
