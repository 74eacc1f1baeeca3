"""A Node addon's C++ code does not compile."""

from __future__ import annotations

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


# What a package's own script, or gyp, says before it gives up.
_SAID = Signature(
    r"^(?:npm (?:ERR!|error) )?(?:sharp: (?:ERR! )?(?P<what>(?!Installing|Building|Detected)[^\n]+)"
    r"|gyp: (?P<call>Call to '[^\n]+' returned exit status \d+|[^\n]+ not found \(cwd: [^\n]+))",
    "sharp: ",
    "gyp: ",
)


def _check(case: Case) -> Told | None:
    hit = FAILED.last(case.log)
    if hit is None:
        return None
    name = addon(case.log) or "a Node addon"
    error = _ERROR.first(case.log) or _SAID.first(case.log)
    what = error.match.groupdict().get("what") or error["call"] if error is not None else ""
    return Told(
        cause=f"Compiling {name} with node-gyp failed"
        + (f": {what.strip().rstrip('.')[:150]}." if what else "."),
        because=proofs((*((error,) if error else ()), hit)),
        advice=(
            f"Read the first compiler error above. Mostly {name} is older than this Node, or a "
            "-dev package that its documentation names is missing."
        ),
        commands=("node --version", "npm ls --all | head -40"),
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
