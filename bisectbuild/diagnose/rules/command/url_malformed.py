"""A download is given a word that is no URL."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:curl: \(3\) (?P<curl>.*)|curl: \(1\) (?P<protocol>Protocol .*)"
    r"|curl: (?:\(2\) )?(?P<none>no URL specified).*|wget: (?P<missing>missing URL)"
    r"|(?P<wget>\S*: Invalid host name\.|\S*: Unsupported scheme.*|\S*: Scheme missing\.)"
    r"|wget: (?P<busybox>not an http or ftp url: .*|bad address ''))$",
    "curl: ", "wget: ", "Invalid host", "cheme",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None:
        return None
    told = next(filter(None, hit.match.groups()), "").strip().rstrip(".")
    return Told(
        cause=f"The step gave the download no proper URL: {told or hit.line.strip()}.",
        because=proofs((hit,)),
        advice=(
            "See which value the variables of the URL have here (an ARG before FROM is unknown "
            "after it, and a command in `$(…)` may have found nothing); a `\\r` or blank in a "
            "value breaks it too."
        ),
        commands=("env | sort",),
        confidence=0.85,
    )


RULE = Rule(
    code="BB677",
    name="url-malformed",
    title="A download was given no proper URL",
    category=Category.DOWNLOAD_HTTP,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The URL is empty or broken, mostly since a variable in it is.",
        instruction="RUN curl -fsSLO $DEPOT_URL",
        example="curl: (3) URL rejected: No host part in the URL",
        fix="Give the variable a value in this stage, and quote it.",
        exit_code=3,
    ),
)
