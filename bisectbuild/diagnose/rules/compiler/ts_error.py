"""The first error of the TypeScript compiler."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^(?:Error: |ERROR in |\[tsl\] ERROR in |[ \t]+)?"
    r"(?:(?P<file>[^\s:]{1,300}?\.(?:[cm]?tsx?|vue|svelte))"
    r"(?:\((?P<row>\d+),\d+\)(?:: |\s*\n[ \t]*)|:(?P<line>\d+):\d+(?: - |\s*\n[ \t]*))"
    r"(?:error )?(?P<code>TS\d{4,5}): (?P<text>[^\n]+)"
    r"|(?P<next>\.?/?[^\s:]{1,300}?\.tsx?):(?P<at>\d+):\d+\nType error: (?P<said>[^\n]+))",
    "TS", "Type error: ",
)  # fmt: skip
# The form of Angular 17 and later: the place stands two lines below.
_PLUGIN = Signature(
    r"^[^\n]{0,4}\[ERROR\] (?P<code>(?:TS|NG)-?\d+): (?P<text>[^\n]+?)(?: \[plugin [^\]\n]+\])?\n"
    r"(?:[ \t]*\n[ \t]+(?P<file>[^\s:]+):(?P<row>\d+):\d+:)?",
    "[ERROR] TS", "[ERROR] NG",
)  # fmt: skip
_BARE = Signature(r"^(?:Error: )?error (?P<code>TS\d{4,5}): (?P<text>[^\n]+)", "error TS")
_ANGULAR = Signature(
    r"(?P<who>The Angular Compiler|[\w@/-]+) requires TypeScript (?P<wants>[<>=][^\n]*?) but "
    r"(?P<has>[\d.]+\w*) was found instead",
    "was found instead",
)
_MODULE: Final = re.compile(r"Cannot find (?:module|type definition file for) '(?P<name>[^'\n]+)'")


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return _elsewhere(case)
    file = (hit["file"] or hit["next"]).strip()
    row = hit["row"] or hit["line"] or hit["at"]
    text = short(hit["text"] or hit["said"])
    code = f" ({hit['code']})" if hit["code"] else ""
    dependency = "node_modules/" in file
    return Told(
        cause=f"TypeScript refuses {file}:{row}{code}: {text}.",
        because=proofs((hit,)),
        advice=_advice(text, dependency=dependency),
        commands=("npx tsc --version", "ls -la", "cat tsconfig.json"),
        confidence=0.9,
        category=Category.PKG_CONFLICT if dependency else None,
    )


def _advice(text: str, *, dependency: bool) -> str:
    if dependency:
        return (
            "Types of a dependency do not go with this TypeScript or with each other: install by "
            "the lock file (`npm ci`), raise TypeScript, or set `skipLibCheck`."
        )
    module = _MODULE.search(text)
    if module and module["name"].startswith("."):
        return (
            f"COPY or generate {module['name']} before this step; look at .dockerignore, and at "
            "the case of its letters."
        )
    if module:
        return (
            f"Install {module['name']} and its types; where they are devDependencies, do not "
            "install with `--omit=dev` or NODE_ENV=production before the build."
        )
    return "Mend that line, or install the versions that the lock file names (`npm ci`)."


def _elsewhere(case: Case) -> Told | None:
    angular = _ANGULAR.first(case.log)
    if angular is not None:
        return Told(
            cause=f"{angular['who']} takes TypeScript {angular['wants']}, and {angular['has']} is "
            "installed.",
            because=proofs((angular,)),
            advice="Install the TypeScript that it takes, by the lock file (`npm ci`).",
            commands=("npm ls typescript",),
            confidence=0.95,
            category=Category.PKG_CONFLICT,
        )
    plugin = _PLUGIN.first(case.log)
    if plugin is not None:
        place = f"{plugin['file']}:{plugin['row']}" if plugin["file"] else "a source"
        return Told(
            cause=f"The Angular compiler refuses {place} ({plugin['code']}): "
            f"{short(plugin['text'])}.",
            because=proofs((plugin,)),
            advice=_advice(plugin["text"], dependency="node_modules/" in plugin["file"]),
            commands=("npx ng version", "npm ls typescript", "cat tsconfig.json"),
            confidence=0.9,
        )
    bare = _BARE.first(case.log)
    return _config(bare) if bare else None


def _config(hit: Hit) -> Told:
    return Told(
        cause=f"TypeScript stops ({hit['code']}): {short(hit['text'])}.",
        because=proofs((hit,)),
        advice="COPY tsconfig.json, what it extends and the sources before this step; an option "
        "that is not known needs another TypeScript.",
        commands=("npx tsc --version", "cat tsconfig.json", "ls -la"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB591",
    name="ts-error",
    title="A TypeScript source does not compile",
    category=Category.APP_COMPILE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The type checker stops the build; the first error is the cause.",
        instruction="RUN npm run build",
        example="src/lamp.ts(12,9): error TS2304: Cannot find name 'glow'.",
        fix="Mend the source, or install what it imports.",
    ),
)
