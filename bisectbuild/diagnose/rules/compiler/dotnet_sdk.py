"""The image's .NET SDK is older than the project, pinned away by global.json, or missing."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_OLD = Signature(
    r"^[^\n]{0,400}?error NETSDK1(?:045|209): The current (?:\.NET SDK|Visual Studio version) "
    r"does not support targeting "
    r"(?P<wanted>\.NET[^\n.]*[\d.]*\d)",
    "does not support targeting",
)
_PINNED = Signature(
    r"^[ \t]*(?:A compatible (?:installed )?(?:\.NET (?:Core )?)?SDK (?:version )?for "
    r"global\.json version:? \[(?P<old>[^\]\n]+)\]"
    r"|Requested SDK version: (?P<new>\S+)|(?P<none>No \.NET (?:Core )?SDKs were found|No SDKs "
    r"were found)"
    r"|(?P<runtime>Did you mean to run (?:dotnet|\.NET(?: Core)?) SDK commands\?))",
    "global.json", "Requested SDK version", "SDKs were found", "Did you mean to run",
)  # fmt: skip
_FRAMEWORK = Signature(
    r"^[ \t]*(?:The specified framework|Framework:) '(?P<name>Microsoft\.[\w.]+)', version "
    r"'(?P<version>[\d.]+)'",
    "Framework: '",
    "The specified framework",
)
_LACKS = Signature(
    r"You must install or update \.NET to run this application|any compatible framework version"
    r"|framework '[^'\n]+'[^\n]* was "
    r"not found"
)
_INSTALLED = Signature(r"^(?P<version>\d[\w.-]+) \[/[^\]\n]*/sdk\]", "/sdk]")


def _check(case: Case) -> Told | None:
    hit = _OLD.first(case.log)
    if hit is not None:
        return _told(
            f"The project targets {hit['wanted']}, which the image's .NET SDK does not know.",
            hit,
            f"Take an SDK image for {hit['wanted']}, or lower TargetFramework.",
        )
    pinned = next((each for each in _PINNED.hits(case.log) if not each["runtime"]), None)
    pinned = pinned or _PINNED.first(case.log)
    if pinned is not None:
        return _pinned(case, pinned)
    hit = _FRAMEWORK.first(case.log)
    if hit is None or _LACKS.first(case.log) is None:
        return None
    return _told(
        f"The program needs {hit['name']} {hit['version']}, which the image has not.",
        hit,
        f"Take an image with that runtime (`dotnet/aspnet:{hit['version'][:3]}`), or build for "
        f"the one there is.",
    )


def _pinned(case: Case, hit: Hit) -> Told:
    wanted = hit["old"] or hit["new"]
    if not wanted:
        return _told(
            "The image has a .NET runtime, and no SDK to build with.",
            hit,
            "Build in a stage from the SDK image (`dotnet/sdk`), and copy the result.",
        )
    there = ", ".join(each["version"] for each in _INSTALLED.hits(case.log))
    has = f"the image has {there}" if there else "the image has another"
    return _told(
        f"global.json asks for .NET SDK {wanted}, and {has}.",
        hit,
        'Take the SDK image of that release, add `"rollForward": "latestFeature"` to '
        "global.json, or leave it out of the image by .dockerignore.",
    )


def _told(cause: str, hit: Hit, advice: str) -> Told:
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=(
            "dotnet --info",
            "cat global.json",
            "grep -rn TargetFramework --include=*.*proj .",
        ),
        confidence=0.95,
    )


RULE = Rule(
    code="BB585",
    name="dotnet-sdk",
    title="The .NET SDK is not the one that the project needs",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="TargetFramework or global.json asks for another SDK than the image has.",
        instruction="RUN dotnet publish -c Release",
        example="/usr/share/dotnet/sdk/6.0.400/x.targets(144,5): error NETSDK1045: The current "
        ".NET "
        "SDK does not support targeting .NET 8.0.",
        fix="Take the SDK image that the project is made for.",
    ),
)
