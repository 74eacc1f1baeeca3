"""The registry has no package of that name, or does not show it to the build."""

from __future__ import annotations

import re
from shlex import quote
from typing import Final
from urllib.parse import unquote

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.npm_log import NPM, PNPM
from bisectbuild.diagnose.signature import Hit, Signature

_NAMED = Signature(
    NPM + r"(?:404 )?[ ]*'(?P<name>(?:@[^'\s@]+/)?[^'\s@]+)@?(?P<version>[^'\n]*)' (?:is not in "
    r"(?:this|the "
    r"npm) registry|could not be found)"
    r"|^error Couldn't find package \"(?P<yarn>[^\"\n]+)\" (?:required by [^\n]* )?on the "
    r"\"[^\"\n]*\" "
    r"registry"
    r"|^[^\n]*YN0035:[^\n]*?(?P<berry>(?:@[\w.-]+/)?[\w.-]+)@[^\n]*Package not found",
    "is not in th",
    "could not be found",
    "Couldn't find package",
    "YN0035",
)
_URL = Signature(
    NPM + r"(?:code E)?404 +(?:Not Found|Registry returned 404)[^\n]*?(?P<url>https?://\S+)"
    r"|^error An unexpected error occurred: \"(?P<yarn>https?://[^\"\n]+?): Not found\""
    r"|" + PNPM + r"ERR_PNPM_FETCH_404\]?[^\n]*?(?P<pnpm>https?://\S+?):? Not Found"
    r"|^error: GET (?P<bun>https?://\S+) - 404",
    "404",
    ": Not found",
)
_TARBALL: Final = re.compile(r"/-/[^/]+\.tgz$|\.tar\.gz$|\.tgz$")


def _check(case: Case) -> Told | None:
    named, url = _NAMED.last(case.log), _URL.last(case.log)
    if named is not None:
        return _told(named, named["name"] or named["yarn"] or named["berry"])
    if url is None:
        return None
    address = url["url"] or url["yarn"] or url["pnpm"] or url["bun"]
    path = unquote(address.split("//", 1)[-1].partition("/")[2])
    if _TARBALL.search(path):
        return Told(
            cause=f"The archive {address} is not there any more.",
            because=proofs((url,)),
            advice=(
                "The lock file names a file that its host no longer has (withdrawn, or another "
                "registry's): lock again, or give the registry that has it."
            ),
            commands=("npm config get registry", "cat .npmrc"),
            confidence=0.85,
            category=Category.PKG_VERSION_GONE,
        )
    return _told(url, path.strip("/ ."))


def _told(hit: Hit, name: str) -> Told:
    scoped = name.startswith("@")
    private = (
        f"If {name.partition('/')[0]} is private, the build needs its registry and a token: copy "
        ".npmrc and mount the token as a secret (`RUN --mount=type=secret,id=npmrc,target=…`). "
        if scoped
        else ""
    )
    correct = "Else correct the name" if scoped else "Correct the name"
    return Told(
        cause=f"The registry has no package {name} (or shows none without a login).",
        because=proofs((hit,)),
        advice=f"{private}{correct}: it was misspelled, withdrawn or never published.",
        commands=("npm config get registry", f"npm view {quote(name)}", "ls -la .npmrc ~/.npmrc"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB450",
    name="node-unknown-package",
    title="The npm registry has no such package",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The registry answers 404: no such package, or a private one that it hides from "
        "those without a token.",
        instruction="RUN npm install @orchard/press",
        example="npm error code E404\n"
        "npm error 404 Not Found - GET https://registry.example/@orchard%2fpress - Not found\n"
        "npm error 404  '@orchard/press@*' is not in this registry.",
        fix="Correct the name, or give the registry and its token to the build.",
    ),
)
