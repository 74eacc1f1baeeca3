"""A makefile ends the build by its own word, or cannot be read."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:(?P<file>[^\s:]+):(?P<row>\d+)|g?make(?:\[\d+\])?): \*\*\* "
    r"(?P<text>(?!No rule to make|No targets|\[|Waiting for|Deleting)[^\n]+?)\.?  Stop\.$",
    "Stop.",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    text = short(hit["text"])
    where = f"{hit['file']}:{hit['row']}" if hit["file"] else "make"
    return Told(
        cause=f"{where} stops the build: {text}.",
        because=proofs((hit,)),
        advice=_advice(text),
        commands=("make --version", "ls -la"),
        confidence=0.8,
    )


def _advice(text: str) -> str:
    if text.startswith("missing separator"):
        return (
            "Begin the lines of a recipe with a tab; an editor or a heredoc may have made spaces."
        )
    if "No such file or directory" in text:
        return "COPY that path into the image before this step, or correct it (`make -C`)."
    return "Give the makefile what it asks for: a variable, a tool, or another folder."


RULE = Rule(
    code="BB516",
    name="make-stops",
    title="A makefile stops the build",
    category=Category.APP_CONFIG,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="make cannot read its makefile, or the makefile itself checks something and stops.",
        instruction="RUN make",
        example="Makefile:14: *** VERSION is not set.  Stop.",
        fix="Do what the message asks for.",
        exit_code=2,
    ),
)
