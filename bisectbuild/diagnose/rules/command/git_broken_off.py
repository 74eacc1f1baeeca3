"""A transfer of git broke off."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.git_log import repository
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?:error: RPC failed; .*|fatal: early EOF|fatal: the remote end hung up unexpectedly"
    r"|fatal: (?:fetch-pack: )?(?:unexpected disconnect|invalid index-pack output)"
    r"|fetch-pack: unexpected disconnect while reading sideband packet"
    r"|fatal: unable to access '[^'\n]+': The requested URL returned error: (?:429|5\d\d)).*$",
    "RPC failed", "early EOF", "hung up", "unexpected disconnect", "index-pack", "unable to access",
)  # fmt: skip
_LAST = 120


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log.tail(_LAST)))
    if not hits or "Permission denied (" in case.log.text:
        return None
    url = repository(case, hits[0])
    return Told(
        cause=f"The transfer of {url or 'a repository'} broke off.",
        because=proofs(hits),
        advice=(
            "Build again. For a large repository fetch less (`git clone --depth 1 "
            "--single-branch`); a proxy or a small memory ends long transfers, too."
        ),
        commands=(f"git ls-remote {url}",) if url else (),
        confidence=0.75,
    )


RULE = Rule(
    code="BB694",
    name="git-broken-off",
    title="A transfer of git broke off",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The connection ended while the repository was sent.",
        instruction="RUN git clone https://code.example/depot/otter.git",
        example=(
            "error: RPC failed; curl 92 HTTP/2 stream 5 was not closed cleanly: CANCEL (err 8)\n"
            "fatal: early EOF"
        ),
        fix="Try again, and clone with `--depth 1`.",
        exit_code=128,
    ),
)
