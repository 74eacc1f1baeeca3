"""Packages that want another version of a peer than the project has."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.npm_log import NPM, PNPM
from bisectbuild.diagnose.signature import Signature

_HEAD = Signature(
    NPM + r"(?:code ERESOLVE|ERESOLVE (?:unable to resolve dependency tree|could not resolve)"
    r"|peerinvalid )"
    r"|" + PNPM + r"ERR_PNPM_PEER_DEP_ISSUES",
    "ERESOLVE",
    "peerinvalid",
    "ERR_PNPM_PEER_DEP_ISSUES",
)
_FOUND = Signature(NPM + r"Found: (?P<name>\S+)", "Found: ")
_WANTS = Signature(
    NPM + r"(?:  |peer(?:Optional)? )?(?:(?:dev|optional)? ?)*peer(?:Optional)? "
    r"(?P<peer>(?:@[^/\s]+/)?[^@\s]+)@"
    r"\"(?P<range>[^\"\n]+)\" from (?P<who>\S+)",
    " peer",
)
_RESOLVING = Signature(NPM + r"Could not resolve dependency:", "Could not resolve dependency")
_PEERINVALID = Signature(
    NPM
    + r"peerinvalid (?:The package |Peer )(?P<who>\S+) (?:does not satisfy|wants) (?P<what>[^\n]+)",
    "peerinvalid",
)


def _check(case: Case) -> Told | None:
    head = _HEAD.first(case.log)
    if head is None:
        return None
    start = _RESOLVING.last(case.log) or head
    wants = next((hit for hit in _WANTS.hits(case.log) if hit.number >= start.number), None)
    founds = [hit for hit in _FOUND.hits(case.log) if hit.number >= head.number]
    old = _PEERINVALID.last(case.log)
    hits = [hit for hit in (head, founds[0] if founds else None, wants, old) if hit is not None]
    if wants is not None:
        have = next((hit["name"] for hit in founds if hit["name"].startswith(wants["peer"])), "")
        cause = f"{wants['who']} wants {wants['peer']}@{wants['range']} as its peer" + (
            f", and the project has {have}." if have else ", which the project does not give it."
        )
    elif old is not None:
        cause = f"{old['who']} does not satisfy {old['what'].strip()}."
    else:
        cause = "Packages want other versions of a peer than the project has."
    return Told(
        cause=cause,
        because=proofs(hits),
        advice=(
            "Choose versions that fit each other (upgrade the one that wants the older peer), or "
            "use npm's `overrides`. If it installs outside of the build, copy .npmrc (it may hold "
            "`legacy-peer-deps=true`) and package-lock.json before it; `--legacy-peer-deps` is "
            "the stopgap."
        ),
        commands=("npm --version", "ls -la .npmrc package-lock.json"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB452",
    name="node-peer-conflict",
    title="npm packages want other versions of a peer",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="Since npm 7 a package's peers are installed too, and two that contradict each "
        "other stop the install.",
        instruction="RUN npm install",
        example="npm error code ERESOLVE\nnpm error ERESOLVE unable to resolve dependency tree\n"
        "npm error Found: berry@19.0.0\nnpm error Could not resolve dependency:\n"
        'npm error peer berry@"^18.0.0" from berry-bush@4.2.0',
        fix="Align the versions; --legacy-peer-deps only for the time being.",
    ),
)
