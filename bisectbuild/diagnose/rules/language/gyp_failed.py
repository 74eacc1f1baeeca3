"""A Node addon's C++ code does not compile."""

from __future__ import annotations

from shlex import quote

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.gyp_log import FAILED, addon
from bisectbuild.diagnose.signature import Signature

_ERROR = Signature(
    r"^(?:npm (?:ERR!|error) )?(?P<file>[\w./+-]+\.(?:cc?|cpp|cxx|hp{0,2})):\d+(?::\d+)?: "
    r"(?:fatal )?error: "
    r"(?P<what>[^\n]+)",
    "error: ",
)


def _check(case: Case) -> Told | None:
    hit = FAILED.last(case.log)
    if hit is None:
        return None
    name = addon(case.log) or "a Node addon"
    error = _ERROR.first(case.log)
    return Told(
        cause=f"Compiling {name} with node-gyp failed"
        + (f": {error['what'].strip()[:150]}." if error else "."),
        because=proofs((*((error,) if error else ()), hit)),
        advice=(
            f"Read the first compiler error above. Mostly {name} is older than this Node, or a "
            "-dev package that its documentation names is missing."
        ),
        commands=("node --version", f"npm ls {quote(name)}"),
        confidence=0.6,
    )


RULE = Rule(
    code="BB462",
    name="gyp-failed",
    title="A Node addon does not compile",
    category=Category.NATIVE_BUILD,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The addon's C++ code does not fit the compiler or a library of the image, or a "
        "library is missing.",
        instruction="RUN npm install",
        example="../src/hash.cc:19:18: error: 'hash_t' was not declared in this scope\n"
        "make: *** [hash.target.mk:97: Release/obj.target/hash/src/hash.o] Error 1\n"
        "gyp ERR! build error\ngyp ERR! stack Error: `make` failed with exit code: 2\n"
        "gyp ERR! cwd /app/node_modules/plumhash\ngyp ERR! node -v v20.11.0",
        fix="Take a newer release of the addon, or an older Node.",
    ),
)
