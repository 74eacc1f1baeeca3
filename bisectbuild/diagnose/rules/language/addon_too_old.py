"""A Node addon's C++ code is older than the image's Node, or newer than its compiler."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.gyp_log import FAILED, NODE, addon
from bisectbuild.diagnose.signature import Signature

_V8 = Signature(
    r"^[^\n]*?error: (?P<error>[^\n]*(?:v8::|Nan::|'v8'|HandleScope|Persistent)[^\n]*)", "error: "
)
_STANDARD = Signature(
    r"^[^\n]*?error: (?P<error>unrecognized command[- ]line option [^\n]*-std=[^\n]+"
    r'|#error "C\+\+\d+ or later required[^\n]*)',
    "-std=",
    "or later required",
)


def _check(case: Case) -> Told | None:
    failed = FAILED.last(case.log)
    if failed is None:
        return None
    name = addon(case.log) or "a Node addon"
    node = NODE.last(case.log)
    has = f" {node['version']}" if node else ""
    standard = _STANDARD.last(case.log)
    if standard is not None:
        return Told(
            cause=f"The image's compiler is too old for {name} (or for Node{has}'s headers): "
            f"{standard['error'].strip()[:120].rstrip('?.')}.",
            because=proofs((standard, failed)),
            advice="Take a newer base image, whose compiler knows that C++ standard.",
            commands=("g++ --version | head -1", "node --version", "cat /etc/os-release"),
            confidence=0.88,
            fault=Fault.DOCKERFILE,
        )
    error = _V8.first(case.log)
    if error is None:
        return None
    return Told(
        cause=f"This release of {name} does not compile against the image's Node{has}: "
        f"{error['error'].strip()[:150]}.",
        because=proofs((error, failed)),
        advice=(
            f"Take a newer release of {name}, or a base image with the Node of its time "
            "(node-sass: replace it by `sass`)."
        ),
        commands=("node --version", "npm ls --all | head -40"),
        confidence=0.88,
    )


RULE = Rule(
    code="BB460",
    name="addon-too-old",
    title="A Node addon is too old for this Node",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The addon's C++ code uses what Node's V8 no longer has; with this Node there is "
        "no ready build of that release either.",
        instruction="RUN npm install",
        example="../src/hash.cc:19:18: error: 'class v8::String' has no member named 'NewSymbol'\n"
        "make: *** [hash.target.mk:97: Release/obj.target/hash/src/hash.o] Error 1\n"
        "gyp ERR! build error\ngyp ERR! stack Error: `make` failed with exit code: 2\n"
        "gyp ERR! cwd /app/node_modules/plumhash\ngyp ERR! node -v v20.11.0",
        fix="Take a newer release of the addon, or an older Node.",
    ),
)
