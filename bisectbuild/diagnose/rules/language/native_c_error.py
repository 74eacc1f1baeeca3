"""The C or C++ code of a package does not compile with what the image has."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import native_build
from bisectbuild.diagnose.signature import Signature

_ERROR = Signature(
    r"^(?:[ \t]*npm (?:ERR!|error) )?[ \t]*(?P<file>[\w./+-]+\.(?:cc?|cpp|cxx|hp{0,2}"
    r"|pyx)):\d+(?::\d+)?: "
    r"(?:fatal )?error: (?P<what>[^\n]+)",
    "error: ",
)

# An addon that does not know this Node's engine is another rule's.
_V8: Final = re.compile(r"v8::|Nan::|'v8'|HandleScope|Persistent")


def _check(case: Case) -> Told | None:
    build = native_build.failed(case.log)
    if build is None:
        return None
    # A missing header has a reason, and a rule, of its own.
    errors = [
        hit for hit in _ERROR.hits(case.log) if "No such file or directory" not in hit["what"]
    ]
    if build.manager == "npm" and any(_V8.search(hit["what"]) for hit in errors):
        return None
    if build.manager != "gem":
        errors = [hit for hit in errors if hit.number < build.line.number]
    if not errors:
        return None
    first = errors[0]
    name = build.package or "a package"
    wheel = ", best one with a ready wheel" if build.manager == "pip" else ""
    return Told(
        cause=f"The C code of {name} does not compile against this image's libraries or "
        f"compiler: {first['what'].strip()}.",
        because=proofs((first, build.line)),
        advice=(
            f"Take a newer release of {name}{wheel}: an old one often does not know the newer "
            "library, compiler or language of the image. An older base image is the other way."
        ),
        commands=("gcc --version | head -1", "cat /etc/os-release"),
        confidence=0.72,
    )


RULE = Rule(
    code="BB428",
    name="native-c-error",
    title="A package's C code does not compile",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="pip, gem or node-gyp compiles a package whose code does not fit the compiler, "
        "the language's version or a library of the image.",
        instruction="RUN pip install mysqlferry==1.4",
        example="  _ferry.c:191:41: error: 'MYSQL' has no member named 'reconnect'\n"
        "  error: command 'gcc' failed with exit status 1\n"
        "  ERROR: Failed building wheel for mysqlferry",
        fix="Take a newer release, or an image with the older library.",
    ),
)
