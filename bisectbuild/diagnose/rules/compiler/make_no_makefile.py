"""make finds no makefile in the folder it is run in."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?P<tool>g?make)(?:\[\d+\])?: (?:\*\*\* No targets specified and no makefile found\."
    r"|(?P<file>[\w./-]*[Mm]akefile[\w.-]*): No such file or directory$"
    r"|\*\*\* No rule to make target [`'](?P<goal>[\w./-]*[Mm]akefile[\w.-]*)'\.)",
    "no makefile found", "akefile",
)  # fmt: skip
_CONFIGURE = Signature(r"^configure: error: |^-- Configuring incomplete", "configure: ", "-- Conf")


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None or _CONFIGURE.first(case.log):
        return None
    name = hit["file"] or hit["goal"]
    return Told(
        cause=f"make found no {name or 'makefile'} in the folder where it runs.",
        because=proofs((hit,)),
        advice=(
            "Run it where the Makefile lies (WORKDIR, `cd`, `make -C`), COPY that before this "
            "step, "
            "or run the configure step that writes it."
        ),
        commands=("pwd", "ls -la", "find / -name '[Mm]akefile' -not -path '/proc/*' | head"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB514",
    name="make-no-makefile",
    title="make finds no makefile",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="make was run in a folder that has no makefile.",
        instruction="RUN make install",
        example="make: *** No targets specified and no makefile found.  Stop.",
        fix="Set WORKDIR to where it lies, or COPY it before this step.",
        exit_code=2,
    ),
)
