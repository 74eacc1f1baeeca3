"""ADD, or the build context, is a git repository that cannot be fetched."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear, said
from bisectbuild.diagnose.signature import Signature

_REF = Signature(
    r"repository does not contain ref (?P<ref>[^\s,]+)"
    r"|couldn't find remote ref (?P<other>\S+)"
)
_FETCH = Signature(
    r"(?:failed to fetch remote|error fetching default branch for repository) "
    r"(?P<url>\S+?):? (?:git|exit status|failed|$)"
)
_CLONE = Signature(r"unable to 'git clone' to temporary context directory: (?P<why>[^\n]+)")
_SECRET = ("could not read Username", "terminal prompts disabled", "Permission denied (publickey")
_TOOL = 'exec: "git": executable file not found'


def _check(case: Case) -> Told | None:
    if case.keyword == "RUN":
        return None
    if heard := hear(case, _REF):
        ref = heard["ref"] or heard["other"]
        return Told(
            cause=f"The git repository has no branch, tag or commit `{ref}`.",
            because=heard.because,
            advice="Correct what stands behind the `#`; a commit must be one that a ref leads to.",
            confidence=0.93,
        )
    heard = hear(case, _FETCH, _CLONE)
    if not heard:
        return None
    url, sure = heard["url"] or "given as context", 0.85
    if any(words in said(case) for words in _SECRET):
        cause = f"The git repository {url} wants credentials, or does not exist."
        advice = "Give `--ssh default` with an ssh URL, or `--secret id=GIT_AUTH_TOKEN` with https."
    elif _TOOL in said(case):
        sure = 0.95
        cause = f"The builder has no git, and needs it for the repository {url}."
        advice = "Install git beside docker, or clone it yourself and give the directory."
    else:
        cause = f"git could not fetch the repository {url}."
        advice = "Try `git ls-remote` with that URL; correct it, or try again."
    return Told(cause=cause, because=heard.because, advice=advice, confidence=sure)


RULE = Rule(
    code="BB118",
    name="add-git",
    title="A git repository cannot be fetched for the build",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The builder itself clones what ADD or the build context names. The repository is "
            "private, misspelt or gone, or it lacks the branch, tag or commit behind the `#`."
        ),
        instruction="ADD https://git.example/ann/kiosk.git#v9 /src",
        example='repository does not contain ref v9, output: ""',
        fix="Correct URL or ref, or give credentials with --ssh or --secret.",
        exit_code=None,
    ),
)
