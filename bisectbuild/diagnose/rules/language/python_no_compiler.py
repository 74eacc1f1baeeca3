"""A Python package has to be compiled, and the image has no compiler."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.native_needs import COMPILER, PYTHON_COMPILER
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.rules.language.installing import how, musl
from bisectbuild.diagnose.signature import Signature

_CC = r"(?P<cc>(?:[\w.-]+-)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|icc)(?:-[\d.]+)?)"
_LINE = Signature(
    pip_log.INDENT + r"(?:unable to execute '?" + _CC + r"'?: No such file or directory"
    r"|error: command '?(?P<cc2>[\w.+/-]*(?:gcc|g\+\+|cc|c\+\+|clang))'? failed: No such file or "
    r"directory"
    r"|error: \[Errno 2\] No such file or directory: '(?P<cc3>[\w.+-]*(?:gcc|g\+\+|cc|c\+\+"
    r"|clang))'"
    r"|(?:\S+: ?)?ERROR: Unknown compiler\(s\): \[\[?'(?P<cc4>[\w.+-]+)'"
    r"|error: command '(?P<cc5>[\w.+-]*(?:gcc|g\+\+|cc|clang))' failed with exit status 127)",
    "unable to execute",
    "No such file or directory",
    "Unknown compiler(s)",
    "exit status 127",
)


def _check(case: Case) -> Told | None:
    hits = pip_log.unsettled(case.log, _LINE.hits(case.log))
    if not hits:
        return None
    hit = hits[-1]
    compiler = next(hit[each] for each in ("cc", "cc2", "cc3", "cc4", "cc5") if hit[each])
    package = pip_log.package_near(case.log, hit.number)
    needed = PYTHON_COMPILER if pip_log.building(case.log, hit.number) else COMPILER
    what = f"{package} has no ready wheel for this image, so pip compiles it" if package else (
        "A Python package is compiled here"
    )  # fmt: skip
    return Told(
        cause=f"{what}, and the image has no C compiler ({compiler}).",
        because=proofs((hit,)),
        advice=(
            f"Run {how(case, needed)} before pip install (in a builder stage, to keep the image "
            "small), or take a version of the package, or a Python, that a ready wheel exists "
            f"for.{musl(case)}"
        ),
        commands=(f"which {compiler} gcc cc", "python3 -m pip debug | head -30"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB424",
    name="python-no-compiler",
    title="A Python package must be compiled, without a compiler",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="No ready wheel fits this Python, CPU or C library, so pip builds the package "
        "from source; slim and Alpine images have no compiler.",
        instruction="RUN pip install fastregx",
        example="  building '_fastregx' extension\n"
        "  unable to execute 'gcc': No such file or directory\n"
        "  error: command 'gcc' failed with exit status 1\n  ERROR: Failed building wheel for "
        "fastregx",
        fix="Install a compiler and Python's headers, or use a version with a wheel.",
    ),
)
