"""Meson stops, where no closer reason is known."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?P<place>\S*meson\.(?:build|options):\d+)(?::\d+)?: ERROR: (?P<text>\S[^\n]*)"
    r"|^(?P<none>ERROR: Neither source directory [^\n]+ contain a build file meson\.build)",
    "ERROR: ",
)
_OTHERS: Final = re.compile(
    r"^(?:Dependency .* not found|Dependency lookup|.* library '.*' not found|Program|Unknown "
    r"compiler"
    r"|(?:Compiler|Executables created by) )"
)
_VERSION: Final = re.compile(r"Meson version is (?P<found>\S+) but project requires (?P<wanted>.+)")


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None or _OTHERS.search(hit["text"]):
        return None
    version = _VERSION.search(hit["text"])
    if version is not None:
        return Told(
            cause=f"The project needs Meson {version['wanted'].rstrip('.')}, "
            f"and the image has {version['found']}.",
            because=proofs((hit,)),
            advice="Install a newer Meson (`pip install meson`), or take a newer base image.",
            commands=("meson --version",),
            confidence=0.95,
            category=Category.RUNTIME_VERSION,
            fault=Fault.DOCKERFILE,
        )
    return Told(
        cause=f"{hit['place']} stops Meson: {short(hit['text'])}."
        if hit["text"]
        else "Meson found no meson.build in the folder where it runs.",
        because=proofs((hit,)),
        advice="Do what the message asks for: an option (`-D…`), a library, or the right folder.",
        commands=("meson --version", "ls -la", "tail -n 40 build/meson-logs/meson-log.txt"),
        confidence=0.75,
        category=None if hit["text"] else Category.FILE_MISSING,
    )


RULE = Rule(
    code="BB534",
    name="meson-error",
    title="Meson stops the build",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="meson.build reports an error, or asks for a newer Meson.",
        instruction="RUN meson setup build",
        example="meson.build:1:0: ERROR: Meson version is 0.61.2 but project requires >=1.1.0",
        fix="Do what the message asks for; a newer Meson comes with pip.",
    ),
)
