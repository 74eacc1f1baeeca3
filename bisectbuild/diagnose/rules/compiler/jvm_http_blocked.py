"""A repository is named with plain HTTP, which the build tool does not use any more."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,2000}?(?:maven-default-http-blocker[^\n]*?: Blocked mirror for repositories: "
    r"\[(?P<repo>[^\n\]]+)"
    r"|Using insecure protocols with repositories, without explicit opt-in, is unsupported"
    r"|insecure HTTP request is unsupported '?(?P<url>[^\s';]+))",
    "http-blocker", "insecure protocols", "insecure HTTP request",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    repo = hit["repo"] or hit["url"]
    return Told(
        cause="The build tool refuses a repository without HTTPS"
        + (f": {_named(repo)}." if repo else "."),
        because=proofs((hit,)),
        advice=(
            "Write the repository with `https://` in the build file; if a dependency's pom names "
            "it, raise that or set a mirror for it in settings.xml."
        ),
        commands=(
            "grep -rn 'http://' pom.xml build.gradle* settings.gradle* build.sbt",
            "mvn -version",
        ),
        confidence=0.95,
    )


def _named(repo: str) -> str:
    """Give the name and address of a repository, without what Maven adds of its policies."""
    name = repo.split(",", maxsplit=1)[0]
    return f"{name})" if name.count("(") > name.count(")") else name


RULE = Rule(
    code="BB548",
    name="jvm-http-blocked",
    title="A repository without HTTPS is refused",
    category=Category.ENV_POLICY,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="Maven 3.8.1, Gradle 7 and sbt 1.4 and later do not fetch over plain HTTP.",
        instruction="RUN mvn package",
        example=(
            "[ERROR] Could not transfer artifact example:kelp:pom:1.0 from/to "
            "maven-default-http-blocker (http://0.0.0.0/): Blocked mirror for repositories: "
            "[team (http://repo.example/team, default, releases)]"
        ),
        fix="Name the repository with HTTPS, or a mirror that has it.",
    ),
)
