"""A limit of the kernel was met: the length of arguments or of a name."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?:: |\(|\] |, |- |\s)(?P<what>Argument list too long"
    r"|[Ff]ile name too long|ENAMETOOLONG: name too long).*$",
    "too long",
)  # fmt: skip
_LAST = 40
_WAYS = {
    "argument list too long": (
        "the command line and the environment are longer than the kernel takes",
        "Hand the names over by `find … -exec … +` or `xargs`, or empty a very long ENV or ARG.",
    ),
    "file name too long": (
        "a file name is longer than the file system takes",
        "Shorten the name; encrypted home directories and eCryptfs take 143 bytes alone.",
    ),
}


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None or "arning" in hit.line[:20]:
        return None
    key = hit["what"].lower()
    why, advice = _WAYS.get(key, _WAYS["file name too long"])
    return Told(
        cause=f"The kernel said {hit['what']}: {why}.",
        because=proofs((hit,)),
        advice=advice,
        commands=("getconf ARG_MAX", "env | wc -c"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB665",
    name="kernel-limits",
    title="Arguments or a name are longer than the kernel takes",
    category=Category.FS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "A pattern grew to more names than one command takes, or a name is longer than the "
            "file system takes."
        ),
        instruction="RUN rm /srv/depot/cache/*",
        example="/bin/sh: 1: rm: Argument list too long",
        fix="Use `find … -delete` or xargs, and shorter names.",
        exit_code=126,
    ),
)
