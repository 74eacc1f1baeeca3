"""JavaScript that is newer than the Node that reads it."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge import node_syntax
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_SYNTAX = Signature(
    r"^(?P<file>/[^\n:]+\.[cm]?js|file:///[^\n:]+|node:[^\n:]+):(?P<at>\d+)\n(?P<code>[^\n"
    r"]*)\n[ \t]*\^+\n"
    r"(?:\n)?SyntaxError: Unexpected (?:token|identifier|reserved word) ?'?(?P<token>[^\s'\n]+)?'?",
    "SyntaxError: Unexpected",
)
_NPM = Signature(
    r"^npm ERR! Unexpected token (?P<token>\.\.\.|[{?.*#]+)$", "npm ERR! Unexpected token"
)
_MODULE = Signature(
    r"^(?:internal/[^\n]+\n)?[ \t]*(?:Error: Cannot find module '(?P<module>node:[\w/]+"
    r"|fs/promises|"
    r"timers/promises|stream/web|worker_threads|async_hooks|perf_hooks|http2|inspector)'"
    r"|[^\n]*ERR_UNKNOWN_BUILTIN_MODULE[^\n]*: (?P<builtin>node:[\w/]+))",
    "Cannot find module",
    "ERR_UNKNOWN_BUILTIN_MODULE",
)
_NAME = Signature(
    r"^[ \t]*(?:\[\w+\] )?ReferenceError: (?P<name>[A-Za-z]+) is not defined$", "is not defined"
)
_METHOD = Signature(
    r"^[ \t]*(?:error during build:\s+)?(?:\[[^\]\n]+\] )?TypeError: (?P<path>[\w$.\[\]()]+)\."
    r"(?P<method>\w+) is not a function",
    "is not a function",
)
_EXPORT = Signature(
    r"^SyntaxError: The requested module '(?P<module>node:[\w/]+|util|fs|os|module|crypto)' "
    r"does not "
    r"provide an export named '?(?P<method>\w+)'?",
    "does not provide an export named",
)
_OWNERS = {
    "Object", "Array", "Promise", "crypto", "util", "String", "os", "module", "process", "node",
}  # fmt: skip


def _check(case: Case) -> Told | None:
    for hit in reversed((*_SYNTAX.hits(case.log), *_NPM.hits(case.log))):
        since = node_syntax.token(hit["token"])
        groups = hit.match.groupdict()
        if since and _fits(groups.get("code") or "", hit["token"]):
            return _told(hit, f"`{(groups.get('code') or hit['token']).strip()[:60]}`", since,
                         groups.get("file") or "a package", sure=True)  # fmt: skip
    return _module(case) or _name(case) or _method(case)


def _module(case: Case) -> Told | None:
    hit = _MODULE.last(case.log)
    if hit is None:
        return None
    name = hit["module"] or hit["builtin"]
    return _told(hit, f"the module {name}", node_syntax.module(name), "a package", sure=True)


def _name(case: Case) -> Told | None:
    hit = _NAME.last(case.log)
    since = node_syntax.name(hit["name"]) if hit is not None else ""
    if hit is None or not since:
        return None
    return _told(hit, f"the global {hit['name']}", since, "the code", sure=False)


def _method(case: Case) -> Told | None:
    for hit in (_EXPORT.last(case.log), _METHOD.last(case.log)):
        if hit is not None and node_syntax.method(hit["method"]):
            groups = hit.match.groupdict()
            owner = groups.get("path") or groups.get("module") or ""
            # Only names of Node's own objects, or those that nothing else has, say the version.
            own = re.split(r"[.$:]", owner, maxsplit=1)[0] in _OWNERS
            if own or hit["method"] in {"replaceAll", "flatMap", "matchAll", "hasOwn", "findLast"}:
                what = f"{owner}.{hit['method']}"
                return _told(hit, what, node_syntax.method(hit["method"]), "the code", sure=own)
    return None


def _fits(code: str, token: str) -> bool:
    """Tell whether the line that Node shows does hold the newer syntax of that token."""
    if not code:
        return True
    looks = {
        "?": ("??",), ".": ("?.",), "{": ("catch {", "catch{", "static {"),
        "*": ("async *", "async*"),
        "static": ("static ",), "function": ("async function",), "#": ("#",), "with": (" with ",),
    }  # fmt: skip
    return any(part in code for part in looks.get(token, (token,)))


def _told(hit: Hit, what: str, since: str, where: str, *, sure: bool) -> Told:
    major = since.partition(".")[0]
    return Told(
        cause=f"The image's Node is too old: {where} uses {what}, which came with Node {since}.",
        because=proofs((hit,)),
        advice=(
            f"Take a base image with Node {major} or later (best the current LTS), "
            "or pin the package to a release that supports this Node."
        ),
        commands=("node --version", "npm --version"),
        confidence=0.93 if sure else 0.75,
    )


RULE = Rule(
    code="BB458",
    name="node-too-old",
    title="JavaScript is newer than the image's Node",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A package or the project uses syntax, a module or a function that this Node does "
        "not have yet.",
        instruction="RUN npm install",
        example="/app/node_modules/applecart/index.js:11\n  cart.size ??= 4\n            ^^^\n\n"
        "SyntaxError: Unexpected token '??='",
        fix="Take a newer Node image.",
    ),
)
