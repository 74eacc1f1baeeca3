"""A program wrote its reason into a log file, which lies in the step's state."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?:[Pp]lease (?:read|see|check|consult|look at)|[Ss]ee(?: also)?|[Cc]heck|[Rr]efer to"
    r"|(?:[Dd]etails|[Ll]ogs?|[Oo]utput|[Rr]eport)(?: file)? (?:(?:is|are|was|were|can be) )?"
    r"(?:found |written |saved |stored )?(?:at|in|to)):? "
    r"(?:(?:the )?(?:log|logfile|file|log file)(?: at| in)?:? )?"
    r"['\"`]?(?P<file>/[^\s'\"`]+\.(?:log|txt|out|err))\b",
    ".log", ".txt", ".out", ".err",
)  # fmt: skip
# Tools that print the reason as well, and have rules.
_OTHERS = ("/_logs/", "CMakeFiles", "meson-logs", ".sbt/")


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None or any(word in hit["file"] for word in _OTHERS):
        return None
    file = hit["file"]
    return Told(
        cause=f"A program of the step keeps a log of its own, {file}, which may say why it failed.",
        because=proofs((hit,)),
        advice=(
            f"Read it in the opened shell (`tail -n 50 {file}`); in a build without one, write "
            f"`|| (tail -n 50 {file}; false)` after the command."
        ),
        commands=(f"tail -n 50 {file}",),
        confidence=0.45,
    )


RULE = Rule(
    code="BB749",
    name="reason-in-file",
    title="The reason stands in a file of the image",
    category=Category.APP_RUN,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The program keeps a log of its own, and prints only where that lies.",
        instruction="RUN denctl install otter-2.7",
        example=(
            "Error running 'make -j4',\n"
            "please read /usr/local/den/log/otter-2.7/make.log\n"
            "There has been an error while running make. Halting the installation."
        ),
        fix="Look into the file in a shell of the failed step, or print it when the command fails.",
    ),
)
