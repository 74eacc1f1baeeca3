"""A NuGet source cannot be read."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,300}?error (?:NU1301)?\s?: (?:Unable to load the service index for source "
    r"(?P<source>\S+?)\.?(?:\s|$)"
    r"|The local source '(?P<local>[^'\n]+)' doesn't exist|Failed to retrieve information about "
    r"'(?P<package>[^'\n]+)' "
    r"from remote source '(?P<remote>[^'\n]+)')",
    "Unable to load the service index", "The local source", "Failed to retrieve information",
)  # fmt: skip
_REASON = Signature(
    r"^[^\n]{0,300}?error (?:NU\d+)?\s?: {2,}(?P<text>[^\n\[]+)|^[ \t]*Response status code "
    r"does not indicate success: "
    r"(?P<status>[^\n]+)",
    "error", "Response status code",
)  # fmt: skip
_LOGIN: Final = re.compile(r"\b(?:401|403)\b")


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    if hit["local"]:
        return Told(
            cause=f"nuget.config names the folder {hit['local']} as a source, which is not in "
            f"the image.",
            because=proofs((hit,)),
            advice="COPY that folder before restore, or take it out of nuget.config.",
            commands=(f"ls -la {hit['local']}", "dotnet nuget list source"),
            confidence=0.95,
            category=Category.FILE_MISSING,
            fault=Fault.DOCKERFILE,
        )
    reason = _REASON.last(case.log)
    said = (reason["text"] or reason["status"]).strip().rstrip(".") if reason else ""
    login = _LOGIN.search(said) or _LOGIN.search(hit.line)
    source = hit["source"] or hit["remote"]
    return Told(
        cause=f"The NuGet source {source} could not be read" + (f": {said}." if said else "."),
        because=proofs(each for each in (hit, reason) if each),
        advice="Give the feed's login as a secret (`RUN --mount=type=secret,…`) to a nuget.config "
        "or credential provider, never in the image."
        if login
        else "Try again; if it stays, see the source's address in nuget.config, the network and "
        "proxy of the build.",
        commands=("dotnet nuget list source", f"curl -sSI {source}"),
        confidence=0.85,
        category=Category.REGISTRY_AUTH if login else None,
        fault=Fault.DOCKERFILE if login else None,
    )


RULE = Rule(
    code="BB584",
    name="dotnet-feed",
    title="A NuGet source cannot be read",
    category=Category.NETWORK,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="restore could not read a source: no way there, no login, or a folder that is not "
        "in the image.",
        instruction="RUN dotnet restore",
        example="/app/Lamp.csproj : error NU1301: Unable to load the service index for source "
        "https://nuget.acorn.example/v3/index.json.",
        fix="Give it its login as a secret, mend its address, or try again.",
    ),
)
