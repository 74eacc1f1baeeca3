"""A plugin of Maven checks the versions of Maven or Java, or a rule of the project, and stops."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Signature

_RULE = Signature(
    r"^[^\n]{0,300}?Rule \d+: (?P<rule>[\w.$]+) failed with "
    r"message:\n?[ \t]*(?:\[ERROR\][ \t]*)?(?P<text>[^\n]*)",
    "failed with message:",
)
_PLUGIN = Signature(
    r"^[^\n]{0,600}?The plugin (?P<plugin>\S+) requires Maven version (?P<wanted>[\d.]+\w*)",
    "requires Maven version",
)

# Older releases of the plugin print the rule as a warning and then fail.
_FAILED = Signature(r"Failed to execute goal \S*maven-enforcer-plugin", "maven-enforcer-plugin")


def _check(case: Case) -> Told | None:
    hit = _PLUGIN.first(case.log)
    if hit is not None:
        return Told(
            cause=f"The plugin {hit['plugin']} needs Maven {hit['wanted']} or newer.",
            because=proofs((hit,)),
            advice=f"Take a maven image of {hit['wanted']} or newer, or pin an older plugin.",
            commands=("mvn -version",),
            confidence=0.95,
        )
    hit = _RULE.first(case.log)
    if hit is None or not (hit.line.startswith("[ERROR]") or _FAILED.first(case.log)):
        return None
    rule = hit["rule"].rpartition(".")[2]
    version = "Version" in rule
    return Told(
        cause=f"The project's rule {rule} failed: {short(hit['text'])}.",
        because=proofs((hit,)),
        advice="Take a base image with the Maven or Java that it asks for."
        if version
        else "Do what the rule asks for, or leave it out with `-Denforcer.skip=true`.",
        commands=("mvn -version", "java -version"),
        confidence=0.9,
        category=None if version else Category.APP_CONFIG,
        fault=None if version else Fault.PROJECT,
    )


RULE = Rule(
    code="BB549",
    name="maven-enforcer",
    title="Maven or Java is not of the version that the build checks for",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The enforcer plugin checks versions and rules, and other plugins need a newer "
        "Maven.",
        instruction="RUN mvn package",
        example=(
            "[ERROR] Rule 0: org.apache.maven.enforcer.rules.version.RequireMavenVersion failed "
            "with message:\n[ERROR] Detected Maven Version: 3.6.3 is not in the allowed range "
            "[3.9,)."
        ),
        fix="Take an image with the version that is asked for.",
    ),
)
