"""A repository is fetched by git://, which the large hosts no longer serve."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.git_log import repository
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?:The unauthenticated git protocol on port 9418 is no longer supported"
    r"|fatal: unable to connect to (?P<host>\S+?):?$"
    r"|fatal: read error: Connection reset by peer).*$",
    "unauthenticated git protocol", "unable to connect to", "read error",
)  # fmt: skip
_LAST = 120


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    url = repository(case, hit)
    told = "unauthenticated" in hit.line
    if not told and "git://" not in case.log.text + case.source:
        return None
    return Told(
        cause=(
            f"{url if url.startswith('git://') else 'A repository'} is fetched by git://, which "
            f"{'its host' if told else hit['host'] or 'its host'} does not serve."
        ),
        because=proofs((hit,)),
        advice=(
            "Write https:// for git://; where the address stands in a lock file or submodule, run "
            '`git config --global url."https://".insteadOf git://` before.'
        ),
        commands=("git config --list",),
        confidence=0.95 if told else 0.8,
    )


RULE = Rule(
    code="BB689",
    name="git-protocol",
    title="git:// is no longer served",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The old protocol without encryption was turned off by the large hosts in 2022.",
        instruction="RUN git clone git://code.example/depot/otter.git",
        example=(
            "Cloning into 'otter'...\nfatal: remote error:\n"
            "  The unauthenticated git protocol on port 9418 is no longer supported."
        ),
        fix='Use https, or `git config --global url."https://".insteadOf git://`.',
        exit_code=128,
    ),
)
