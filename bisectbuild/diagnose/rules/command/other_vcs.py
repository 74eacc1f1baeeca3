"""Subversion, Mercurial or Bazaar cannot fetch a repository."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:svn: (?P<svn>E\d{6}: .*)|(?P<bzr>bzr: ERROR: .*)|abort: (?P<hg>.*(?:HTTP Error \d+.*"
    r"|repository .* not found|unknown revision .*|error: .*|authorization failed.*))"
    r"|cvs (?P<cvs>\[checkout aborted\]: .*)|fossil: (?P<fossil>.*))!?$",
    "svn: E", "bzr: ERROR", "abort: ", "cvs [", "fossil: ",
)  # fmt: skip
_LAST = 20
_CERTIFICATE = "E230001"


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    told = next(filter(None, hit.match.groups()))
    tool = next(name for name in ("svn", "bzr", "hg", "cvs", "fossil") if hit[name])
    return Told(
        cause=f"{tool} cannot fetch its repository: {told[:200].rstrip('.!')}.",
        because=proofs((hit,)),
        advice=(
            "The server's certificate is not trusted: install ca-certificates, or give svn "
            "`--trust-server-cert-failures=…` where you know why."
            if _CERTIFICATE in told
            else "Look whether the address still answers: many of these servers have moved to git "
            "or were shut; take a release archive or a mirror in place of it."
        ),
        confidence=0.75,
    )


RULE = Rule(
    code="BB696",
    name="other-vcs",
    title="A repository of svn, hg or bzr cannot be fetched",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The server refused, moved or no longer exists.",
        instruction="RUN svn checkout https://svn.depot.example/otter/trunk otter",
        example=(
            "svn: E170013: Unable to connect to a repository at URL "
            "'https://svn.depot.example/otter/trunk'"
        ),
        fix="Correct the address, or fetch a release archive.",
    ),
)
