"""A repository does not exist at its address."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.git_log import repository
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?:fatal|remote|ERROR): (?:(?:ERROR: )?Repository not found\."
    r"|repository '(?P<url>[^'\n]*)' (?P<how>not found|does not exist)"
    r"|remote error: access denied or repository not exported: (?P<path>\S+)"
    r"|The project you were looking for could not be found.*"
    r"|'(?P<file>[^'\n]+)' does not appear to be a git repository"
    r"|unable to access '[^'\n]+': The requested URL returned error: 4(?:04|10))",
    "not found", "does not exist", "not exported", "could not be found", "does not appear",
    "unable to access",
)  # fmt: skip
_LAST = 120


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log.tail(_LAST)))
    if not hits:
        return None
    hit = next((hit for hit in hits if hit["url"]), hits[-1])
    url = repository(case, hit) or hit["url"] or hit["path"] or hit["file"]
    is_path = "://" not in url and "@" not in url and bool(hit["url"])
    return Told(
        cause=f"There is no repository at {url or 'the address that the step names'}.",
        because=proofs((hit,)),
        advice=(
            "git took a directory for the repository's address: the variable that should hold the "
            "URL is probably empty; declare its ARG in this stage."
            if is_path
            else "Correct the address: it was moved, removed or made private. For a private one, "
            "pass a key (`--mount=type=ssh`) or a token (`--mount=type=secret`)."
        ),
        commands=(f"git ls-remote {url}",) if url else (),
        confidence=0.85,
        category=Category.ARG_ENV if is_path else None,
        fault=Fault.DOCKERFILE if is_path else None,
    )


RULE = Rule(
    code="BB688",
    name="git-gone",
    title="A repository does not exist at its address",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The server has no such repository, or none that may be seen without a login.",
        instruction="RUN git clone https://code.example/depot/gone.git",
        example=(
            "Cloning into 'gone'...\nfatal: repository 'https://code.example/depot/gone.git/' not "
            "found"
        ),
        fix="Correct the address, or pass a login for a private repository.",
        exit_code=128,
    ),
)
