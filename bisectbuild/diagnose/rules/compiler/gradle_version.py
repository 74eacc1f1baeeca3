"""The build file and this release of Gradle do not go together."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_OLD = Signature(
    r"^[^\n]{0,300}?(?:Minimum supported Gradle version is (?P<least>[\d.]+\d)\. Current "
    r"version is "
    r"(?P<has>[\d.]+\d)"
    r"|> (?P<who>[\w' .:-]{1,120}?) (?:only supports|requires(?: at least)?|must be used with) "
    r"Gradle (?:version )?(?P<wants>\d(?:[\d.]*\d)?(?:\.x)?)[^\n]*?"
    r"(?:(?:[Cc]urrent|using|running)[^\n\d]*(?P<now>\d[\d.]*\d)|$))",
    "Minimum supported Gradle", "Gradle version ", "requires Gradle", "supports Gradle",
    "requires at least Gradle", "used with Gradle",
)  # fmt: skip
_NEW = Signature(
    r"^> Could not find method (?P<method>compile|runtime|testCompile|testRuntime"
    r"|androidTestCompile|provided|apk|jcenter|"
    r"implementation|api|plugins)\(\) for arguments"
    r"|^> (?P<text>Could not (?:get unknown property|set unknown property) "
    r"'(?P<property>convention|archivesBaseName|"
    r"archiveName|classifier|baseName|mainClassName|destinationDir|sourceCompatibility)'[^\n]*)",
    "Could not find method", "unknown property",
)  # fmt: skip
_ADDED = ("implementation", "api", "plugins")


def _check(case: Case) -> Told | None:
    hit = _OLD.first(case.log)
    if hit is not None:
        wanted, has = hit["least"] or hit["wants"], hit["has"] or hit["now"]
        who = " ".join(hit["who"].split()).strip("> ") or "A plugin of the build"
        return _told(
            hit,
            f"{who} needs Gradle {wanted}, and "
            + (f"{has} runs." if has else "an older one runs."),
            f"Raise the wrapper (`gradle wrapper --gradle-version {wanted}`) or take a gradle "
            f"image of {wanted} or newer.",
        )
    hit = _NEW.first(case.log)
    if hit is None:
        return None
    name = f"{hit['method']}()" if hit["method"] else hit["property"]
    if hit["method"] in _ADDED:
        return _told(
            hit,
            f"The build file uses {name}, which this Gradle does not know yet.",
            "Build with the project's wrapper (`./gradlew`), or take a newer gradle image.",
        )
    return _told(
        hit,
        f"The build file uses {name}, which newer releases of Gradle removed.",
        "Build with the release that the project is made for (`./gradlew`, a gradle image of 6 or "
        "before), or write it anew (`implementation` for `compile`).",
    )


def _told(hit: Hit, cause: str, advice: str) -> Told:
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=("gradle --version", "cat gradle/wrapper/gradle-wrapper.properties"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB550",
    name="gradle-version",
    title="Gradle is not of the release that the build is made for",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Plugins need a least release of Gradle, and Gradle 7 removed what older build "
        "files use.",
        instruction="RUN gradle build",
        example="> Could not find method compile() for arguments [example:kelp:1.0] on object "
        "of type "
        "DefaultDependencyHandler.",
        fix="Build with the project's wrapper, or a gradle image of its release.",
    ),
)
