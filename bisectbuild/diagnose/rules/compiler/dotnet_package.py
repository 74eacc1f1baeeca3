"""NuGet finds no such package or version, or packages do not go together."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,300}?error (?P<code>NU1(?:101|102|103|105|107|202|203|605|608|90[1-4])"
    r"|NU30(?:12|18|28|37)): (?P<text>[^\n]+)",
    "error NU1",
    "error NU3",
)
_FOUND = Signature(
    r"^[^\n]{0,300}?- Found \d+ version\(s\) in (?P<source>[^\[\n]+?) ?\[ Nearest version: "
    r"(?P<nearest>[^\s\]]+)",
    "Nearest version",
)
_NAME = Signature(
    r"(?:[Uu]nable to find (?:a stable )?package|Package|Detected package downgrade:|Version "
    r"conflict detected for) "
    r"'?(?P<name>[\w.-]*\w)(?P<version> (?:with version \([^)\n]+\)|\d[\w.-]*))?"
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    found = _FOUND.first(case.log)
    name = _NAME.within(hit["text"])
    what = f"{name['name']}{name['version'] or ''}" if name else short(hit["text"], 80)
    cause, advice, category = _words(hit["code"], what, hit["text"].split(" [")[0])
    if found and hit["code"] == "NU1102":
        cause = f"{cause[:-1]}; the nearest is {found['nearest']}."
    return Told(
        cause=cause,
        because=proofs(each for each in (hit, found) if each),
        advice=advice,
        commands=("dotnet --version", "dotnet nuget list source", "cat nuget.config"),
        confidence=0.9,
        category=category,
    )


def _words(code: str, what: str, text: str) -> tuple[str, str, Category]:
    if code.startswith("NU30"):
        return (
            f"The signature of the package {what} is not accepted: {short(text)}.",
            (
                "Take a newer SDK image (its certificates are out of date), or set "
                "`ENV DOTNET_NUGET_SIGNATURE_VERIFICATION=false`; see the clock too."
            ),
            Category.TLS,
        )
    if code.startswith("NU190"):
        return (
            f"NuGet's audit stops the build: {short(text)}.",
            (
                "Raise the package (a transitive one by a PackageReference of its own), or take "
                f"{code} out of the errors: `<WarningsNotAsErrors>{code}</WarningsNotAsErrors>`. "
                "Such findings are published day by day, without a change of the project."
            ),
            Category.ENV_POLICY,
        )
    if code == "NU1101":
        return (
            f"No NuGet source of the build has the package {what}.",
            (
                "Correct the name, or add its source: COPY nuget.config before restore, and give a "
                "private feed its login as a secret."
            ),
            Category.PKG_NOT_FOUND,
        )
    if code in {"NU1102", "NU1103", "NU1105"}:
        return (
            f"No NuGet source of the build has {what}.",
            "Name a version that exists, or the source that has it (nuget.config).",
            Category.PKG_VERSION_GONE,
        )
    if code in {"NU1202", "NU1203"}:
        return (
            f"The package {what} does not go with the project's framework: {short(text)}.",
            (
                "Raise the project's TargetFramework and the SDK image, or take an older "
                "release of "
                "the package."
            ),
            Category.RUNTIME_VERSION,
        )
    return (
        f"The versions of packages do not go together: {short(text)}.",
        "Reference the version that all of them take.",
        Category.PKG_CONFLICT,
    )


RULE = Rule(
    code="BB583",
    name="dotnet-package",
    title="NuGet cannot give a package",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="A package or version is in no source, or does not go with the project.",
        instruction="RUN dotnet restore",
        example="/app/Lamp.csproj : error NU1101: Unable to find package Kelp.Core. No packages "
        "exist "
        "with this id in source(s): team",
        fix="Name what exists, or the source that has it.",
    ),
)
