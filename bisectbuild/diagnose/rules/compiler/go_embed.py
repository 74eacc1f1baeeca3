"""A //go:embed pattern matches no file."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?P<place>\S+\.go:\d+)(?::\d+)?: pattern (?P<pattern>[^\n]+?): (?:no matching "
    r"files found"
    r"|cannot embed [^\n]+)",
    "pattern ",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    pattern = hit["pattern"]
    return Told(
        cause=f"{hit['place']} embeds {pattern}, and no such file is in the image.",
        because=proofs((hit,)),
        advice=(
            "Build or COPY those files (mostly a web front end's output) before go build, and see "
            "that .dockerignore does not hide them."
        ),
        commands=(
            f"ls -la {pattern.removeprefix('all:').rpartition('/')[0] or '.'}",
            "cat .dockerignore",
        ),
        confidence=0.95,
    )


RULE = Rule(
    code="BB570",
    name="go-embed",
    title="A file to embed is not there",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A `//go:embed` line names files that are not in the image at that point.",
        instruction="RUN go build .",
        example="web/embed.go:8:12: pattern dist/*: no matching files found",
        fix="Make or copy the files before go build.",
    ),
)
