"""configure stops by its own word."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*configure: error: (?P<text>\S[^\n]*(?:\n[ \t]+\S[^\n]*)?)", "configure: error: "
)
# What other rules tell of more closely.
_OTHERS: Final = re.compile(
    r"no acceptable \S+ compiler|compiler cannot create|Package requirements|pkg-config script"
    r"|cannot guess build|config\.sub .* failed|^in [`']|unrecognized CPU|C\+\+ compiler (?:is "
    r"req|found)"
)

# An option that is not known is often the rest of a command that printed nothing.
_OPTION: Final = re.compile(r"no such option|unrecognized option|invalid option")


def _check(case: Case) -> Told | None:
    hits = [hit for hit in _LINE.hits(case.log) if not _OTHERS.search(hit["text"])]
    if not hits:
        return None
    hit = hits[-1]
    return Told(
        cause=f"configure stopped: {short(hit['text'])}.",
        because=proofs((hit,)),
        advice=(
            "Install what it names (a library's development package, a tool), or switch that part "
            "off with its `--without-…` or `--disable-…` option."
        ),
        commands=("tail -n 80 config.log", "./configure --help"),
        confidence=0.6 if _OPTION.search(hit["text"]) else 0.75,
    )


RULE = Rule(
    code="BB523",
    name="configure-error",
    title="configure stops the build",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="configure tests what the image has, and something that it needs is not there.",
        instruction="RUN ./configure",
        example="checking for event_new in -levent... no\nconfigure: error: libevent is required",
        fix="Install what it names; config.log holds the test that failed.",
    ),
)
