"""A package of a scripting language is compiled, and a header is missing."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.headers import package_for
from bisectbuild.diagnose.knowledge.native_needs import Need
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import native_build
from bisectbuild.diagnose.rules.language.installing import how, musl
from bisectbuild.diagnose.signature import Signature

_HEADER = Signature(
    r"(?:fatal )?error: '?(?P<header>[\w./+-]+\.h(?:pp|xx)?)'?(?:: No such file or directory| "
    r"file not found)",
    "No such file or directory",
    "file not found",
)
# Of Python itself: gone with a release, not a package that is missing.
_GONE = {"longintrepr.h"}


def _check(case: Case) -> Told | None:
    build = native_build.failed(case.log)
    hits = tuple(hit for hit in _HEADER.hits(case.log) if hit["header"] not in _GONE)
    if build is None or not hits or build.manager == "pecl":
        return None
    hit = hits[-1]
    header = hit["header"]
    found = package_for(header)
    name = build.package or "A package"
    if found is not None:
        needed = Need(name=header, apt=found.debian, apk=found.alpine, dnf=found.rpm)
        advice = f"Run {how(case, needed)} before this step."
    else:
        advice = f"Install the -dev package that holds {header} (`apt-file search {header}`)."
    wheel = " Or take a release with a ready wheel." if build.manager == "pip" else ""
    return Told(
        cause=f"{name} is compiled here ({build.manager}) and needs the header {header}, which "
        "the image does not have.",
        because=proofs((hit, build.line)),
        advice=f"{advice}{wheel}{musl(case) if build.manager == 'pip' else ''}",
        commands=(f"find / -name {header.rpartition('/')[2]} -not -path '/proc/*'",),
        confidence=0.93,
    )


RULE = Rule(
    code="BB423",
    name="native-header",
    title="A package is compiled and misses a header",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="pip, gem or node-gyp compiles a package against a library whose -dev package is "
        "not in the image.",
        instruction="RUN pip install plumffi",
        example="  c/_plum.c:15:10: fatal error: ffi.h: No such file or directory\n"
        "  error: command 'gcc' failed with exit status 1\n"
        "  ERROR: Failed building wheel for plumffi",
        fix="Install the -dev package that holds the header.",
    ),
)
