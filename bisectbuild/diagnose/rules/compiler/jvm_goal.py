"""Maven, Gradle or sbt says which goal or task failed, and nothing closer is known."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:\[ERROR\] Failed to execute goal "
    r"(?P<goal>[^\s:]+:[^\s:]+(?::[^\s:]+)?(?::[^\s:]+)?)?[^\n]*?on project (?P<project>[^\s:]+)"
    r": (?P<text>[^\n]+)|Execution failed for task '(?P<task>[^'\n]+)'\.(?:\n> (?P<why>[^\n]+))?"
    r"|\[(?:ERROR|FATAL)\] (?P<said>(?:Unknown lifecycle phase|No plugin found for prefix"
    r"|Malformed POM"
    r"|Non-parseable POM) [^\n]+|[ \t]+'[\w.]+' for \S+ (?:is missing|must be)[^\n]+)"
    r"|\[error\] \((?P<sbt>[^)\n]+)\) (?P<thrown>[^\n]+)"
    r"|\* What went wrong:\n(?!Execution failed for task)(?P<wrong>[^\n]+)(?:\n> "
    r"(?P<cause>[^\n]+))?)",
    "Failed to execute goal", "Execution failed for task", "[error] (", "[ERROR] ", "[FATAL] ",
    "* What went wrong:",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    what = hit["goal"] or hit["task"] or hit["sbt"]
    text = (hit["text"] or hit["why"] or hit["thrown"] or hit["cause"]).split(" -> [Help")[0]
    if hit["said"]:
        cause = f"Maven stops: {short(hit['said'].split(' -> [Help')[0])}."
    elif hit["wrong"]:
        cause = f"Gradle failed: {short(hit['wrong'] + ' ' + text)}."
    else:
        of = f" of {hit['project']}" if hit["project"] else ""
        cause = f"{what or 'A goal'}{of} failed" + (f": {short(text)}." if text else ".")
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice="Read the lines above it; `mvn -e` or `gradle --stacktrace` says more.",
        commands=("mvn -version", "java -version"),
        confidence=0.55,
    )


RULE = Rule(
    code="BB555",
    name="jvm-goal",
    title="A goal or task of a JVM build failed",
    category=Category.APP_COMPILE,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The build tool names what failed; its reason is in its message or above.",
        instruction="RUN mvn package",
        example=(
            "[ERROR] Failed to execute goal example.tools:weave-maven-plugin:1.2:weave (default) "
            "on project lamp: No loom was found -> [Help 1]"
        ),
        fix="Do what the message asks for.",
    ),
)
