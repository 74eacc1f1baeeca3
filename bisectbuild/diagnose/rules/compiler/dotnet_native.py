"""A .NET program misses a library of the system."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import add, packages
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,200}?(?P<icu>Couldn't find a valid ICU package)"
    r"|^[^\n]{0,400}?(?:DllNotFoundException|TypeInitializationException)"
    r"[^\n]*?Unable to load (?:shared library|DLL) '(?P<library>[^'\n]+)'|^No usable version of "
    r"(?P<ssl>libssl) was found",
    "ICU package", "Unable to load", "No usable version of libssl",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    if hit["icu"]:
        what = "ICU"
        advice = add(case, packages("libicu-dev", "icu-libs", "libicu"))
        advice += " Or set `ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1` if no cultures are needed."
    elif hit["ssl"]:
        what = "a libssl that this .NET knows"
        advice = "Take a newer .NET image, or a base with the OpenSSL that this .NET is made for."
    else:
        what = hit["library"]
        advice = f"Install the package that has {what}; on Alpine it needs a musl build."
    return Told(
        cause=f"The .NET program does not find {what} in the image.",
        because=proofs((hit,)),
        advice=advice,
        commands=("ldconfig -p", "cat /etc/os-release", "env | grep DOTNET"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB589",
    name="dotnet-native",
    title="A .NET program misses a library of the system",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The runtime or a package loads a library of the system (ICU, OpenSSL, "
        "libgdiplus), "
        "which is not there.",
        instruction="RUN dotnet Lamp.dll --check",
        example="Process terminated. Couldn't find a valid ICU package installed on the system.",
        fix="Install the library, or switch its use off.",
        exit_code=134,
    ),
)
