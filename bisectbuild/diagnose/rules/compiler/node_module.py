"""Node finds no module that a build script or its tool requires."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,200}?(?:(?:Error|occurred): Cannot find module '(?P<cjs>(?!/|node:"
    r"|internal/)[^'\n]+)'"
    r"|\[?ERR_MODULE_NOT_FOUND\]?: Cannot find (?:package|module) '(?P<esm>[^'\n]+)' imported "
    r"from '?(?P<by>[^'\n]+?)'?$)",
    "Cannot find module", "ERR_MODULE_NOT_FOUND",
)  # fmt: skip
_STACK = Signature(r"^(?:\[stdin\]|Require stack:)\n- (?P<by>\S+)", "Require stack:")
_CODE = Signature(
    r"MODULE_NOT_FOUND|Require stack:|_resolveFilename|requireStack|Cannot find module"
)
_PLATFORM: Final = re.compile(r"(?:linux|darwin|win32)[\w-]*(?:x64|arm64|ia32)|\.node$|^\.\.?$")


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None or _CODE.first(case.log) is None:
        return None
    name = hit["cjs"] or hit["esm"]
    if _PLATFORM.search(name):
        return None
    stack = _STACK.first(case.log)
    by = hit["by"] or (stack["by"] if stack else "")
    local = name.startswith((".", "/"))
    return Told(
        cause=f"Node finds no module {name}" + (f", which {by} asks for." if by else "."),
        because=proofs(each for each in (hit, stack) if each),
        advice=(
            f"COPY {name} before this step (look at .dockerignore and at the case of its letters), "
            "or build what makes it."
        )
        if local
        else (
            f"Add {name} to package.json and the lock file and install before this step; where it "
            "is a devDependency, do not install with `--omit=dev` or NODE_ENV=production."
        ),
        commands=("ls -la", "ls node_modules | head", "echo $NODE_ENV", "npm ls --depth=0"),
        confidence=0.85,
        category=Category.FILE_MISSING if local else None,
    )


RULE = Rule(
    code="BB593",
    name="node-module",
    title="Node does not find a module",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="A script requires a package that is not in node_modules, or a file that is not in "
        "the image.",
        instruction="RUN node build.js",
        example="Error: Cannot find module 'kelp'\nRequire stack:\n- /app/build.js",
        fix="Install the package before the step, devDependencies too if it builds with them.",
    ),
)
