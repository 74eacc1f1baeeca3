"""The wrapper script of Gradle or Maven is there without its parts."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,200}?(?:Could not find or load main class (?P<main>org\.(?:gradle"
    r"|apache\.maven)\.wrapper\.\w+)"
    r"|Unable to access jarfile (?P<jar>\S*(?:gradle|maven)-wrapper\.jar)"
    r"|(?P<properties>\S*(?:maven|gradle)-wrapper\.properties)'?:? (?:\([^)\n]*\) )?(?:No such "
    r"file|does not exist|nonexistent)"
    r"|cannot read distributionUrl property in (?P<url>\S+))",
    "wrapper",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    maven = "maven" in hit.line or ".mvn" in hit.line
    folder = ".mvn/wrapper" if maven else "gradle/wrapper"
    return Told(
        cause=f"The wrapper script is there, and its files in {folder} are not.",
        because=proofs((hit,)),
        advice=(
            f"COPY the folder {folder.split('/', maxsplit=1)[0]} before this step, and see that "
            f".gitignore and "
            ".dockerignore do not hide its .jar; or use the image's own "
            f"`{'mvn' if maven else 'gradle'}`."
        ),
        commands=(f"ls -la {folder}", "cat .dockerignore"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB551",
    name="jvm-wrapper",
    title="The Gradle or Maven wrapper is not whole",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning="gradlew or mvnw starts a .jar beside it, which was not copied or is ignored.",
        instruction="RUN ./gradlew build",
        example="Error: Could not find or load main class org.gradle.wrapper.GradleWrapperMain",
        fix="COPY gradle/ or .mvn/ too, and let *.jar of them through the ignore files.",
    ),
)
