"""A Node addon has to be compiled, and Python, make or a compiler is missing."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.native_needs import NODE_GYP
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.gyp_log import GYP, addon
from bisectbuild.diagnose.rules.language.installing import how, on_alpine
from bisectbuild.diagnose.signature import Signature

_PYTHON = Signature(
    GYP + r"(?:find Python (?:Python is not set|You need to install the latest version of Python|"
    r"Could not find any Python)|stack Error: (?:Can't find Python executable|Could not find "
    r"any Python)"
    r"|configure error[^\n]*\n[^\n]*Can't find Python)",
    "find Python",
    "Can't find Python",
    "Could not find any Python",
)
_PYTHON3 = Signature(
    r"Python executable \"[^\"\n]+\" is v(?P<has>3[\d.]+), which is not supported by gyp"
    r"|^[ \t]*print \"%s\.%s\.%s\" % sys\.version_info\[:3\]",
    "not supported by gyp",
    "sys.version_info[:3]",
)
_TOOL = Signature(
    GYP + r"(?:build error[^\n]*\n[^\n]*)?stack Error: not found: (?P<tool>make|gmake|gcc|g\+\+|cc"
    r"|c\+\+)"
    r"|^(?:[ \t]*npm (?:ERR!|error) )?(?:make|/bin/sh|sh): (?:\d+: )?(?P<shell>g\+\+|gcc|cc"
    r"|c\+\+): "
    r"(?:No such file or directory|not found|command not found)"
    r"|" + GYP + r"stack Error: Could not find any (?P<vs>Visual)",
    "not found",
    "No such file or directory",
)
_DONE = Signature(r"^(?:added|changed|removed) \d+ packages?\b|^up to date\b", "ackage", "up to")
_OK = Signature(r"gyp info ok|gyp info spawn make", "gyp info")


def _check(case: Case) -> Told | None:
    old = _PYTHON3.last(case.log)
    if old is not None and "gyp" in case.log.text:
        return Told(
            cause=f"The node-gyp of this npm is of the time of Python 2 and cannot use Python "
            f"{old.match.groupdict().get('has') or '3'}.",
            because=proofs((old,)),
            advice=(
                "Take a base image with a newer Node (npm 7 and later work with Python 3), or a "
                "newer release of the addon."
            ),
            commands=("node --version", "npm --version", "python --version"),
            confidence=0.92,
            category=Category.RUNTIME_VERSION,
        )
    tool = _TOOL.last(case.log) if "gyp" in case.log.text else None
    hit = _PYTHON.last(case.log) if tool is None or _OK.first(case.log) is None else None
    hit = hit or tool
    # An optional addon that cannot be compiled is left out, and the install ends well.
    if hit is None or any(done.number > hit.number for done in _DONE.hits(case.log)):
        return None
    missing = "Python" if hit is not tool else hit["tool"] or hit["shell"]
    alpine = (
        " Many addons have ready builds for glibc only: a node:…-slim image would have nothing "
        "to compile."
        if on_alpine(case)
        else ""
    )
    return Told(
        cause=f"{addon(case.log) or 'A Node addon'} has to be compiled here (node-gyp), and the "
        f"image has no {missing}.",
        because=proofs((hit,)),
        advice=(
            f"Run {how(case, NODE_GYP)} before the install (in a builder stage), or take a release "
            f"of the addon that has a ready build for this Node.{alpine}"
        ),
        commands=("which python3 make g++", "node --version"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB461",
    name="gyp-needs-tools",
    title="A Node addon must be compiled, without the tools",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The addon found no ready build for this Node and platform, so node-gyp compiles "
        "it, for which it needs Python, make and a C++ compiler.",
        instruction="RUN npm ci",
        example="gyp ERR! find Python \ngyp ERR! find Python Python is not set from command "
        "line or "
        "npm configuration\ngyp ERR! cwd /app/node_modules/plumhash",
        fix="Install python3, make and g++ in the stage that installs.",
    ),
)
