"""The first error of a .NET compiler or of MSBuild, where no closer reason is known."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Signature

_SOURCE = Signature(
    r"^[ \t]*(?P<file>\S[^\n(]*\.(?:cs|fs|vb|razor|cshtml|xaml"
    r"|axaml))\((?P<row>\d+)(?:,\d+){0,3}\): error "
    r"(?P<code>[A-Z]{2,7}\d{3,5}): (?P<text>[^\n]+)",
    ": error ",
)
_BUILD = Signature(
    r"^[^\n]{0,400}?\berror (?P<code>(?!MSB1003|MSB1009|MSB1011|MSB3202|MSB4019|MSB4025|MSB4236"
    r"|NETSDK1(?:004|005|045|047|064"
    r"|147|209))(?:MSB|NETSDK|CSC|CS|ILLINK)\d{3,4}): (?P<text>[^\n]+)",
    "error MSB", "error NETSDK", "error CS", "error ILLINK",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _SOURCE.first(case.log)
    if hit is not None and hit["code"] == "CS0579" and "/obj/" in hit.line:
        return None
    if hit is not None:
        text = short(hit["text"].split(" [")[0])
        return Told(
            cause=f"The compiler refuses {hit['file']}:{hit['row']} ({hit['code']}): {text}.",
            because=proofs((hit,)),
            advice="Mend that line; where a type or namespace is not found, its package or project "
            "reference is missing, or its sources were not copied or generated.",
            commands=("dotnet --version", f"sed -n '{hit['row']}p' {hit['file']}"),
            confidence=0.85,
        )
    hit = _BUILD.first(case.log)
    if hit is None:
        return None
    return Told(
        cause=f"MSBuild stops ({hit['code']}): {short(hit['text'].split(' [')[0])}.",
        because=proofs((hit,)),
        advice="Do what the message asks for; `dotnet build -v:normal` says more.",
        commands=("dotnet --info",),
        confidence=0.7,
    )


RULE = Rule(
    code="BB588",
    name="dotnet-error",
    title="A .NET project does not compile",
    category=Category.APP_COMPILE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The compiler stops at a source, or MSBuild at a task; the first error is the "
        "cause.",
        instruction="RUN dotnet publish -c Release",
        example="/app/Lamp.cs(12,9): error CS0103: The name 'Glow' does not exist in the current "
        "context [/app/Lamp.csproj]",
        fix="Mend the source, or add what it refers to.",
    ),
)
