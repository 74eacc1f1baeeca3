"""No repository has the library or plugin that a JVM build asks for."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[^\n]{0,2000}?(?:[Cc]ould not find artifact (?P<maven>[\w.-]+:[^\s,]+)(?: in "
    r"(?P<where>[^\n]*?\)))?"
    r"|[Ff]ailure to find (?P<failure>[\w.-]+:[^\s,]+) in (?P<at>\S+)"
    r"|(?P<absent>[\w.-]+:[\w.-]+:[\w.:-]+) was not found in (?P<repo>\S+) during a previous "
    r"attempt"
    r"|> Could not find (?P<gradle>[\w.-]+:[\w.-]+:[^\s]*?)\.?$"
    r"|Plugin \[id: '(?P<plugin>[^'\n]+)'(?:, version: '(?P<version>[^'\n]+)')?[^\]\n]*\] was "
    r"not found in any"
    r"|unresolved dependency: (?P<ivy>\S+): not found"
    r"|Error downloading (?P<sbt>[\w.-]+:[\w.-]+:\S+)$)",
    "ould not find artifact", "ailure to find", "during a previous attempt", "Could not find ",
    "was not found in any",
    "unresolved dependency", "Error downloading",
)  # fmt: skip
_NAMES = ("maven", "failure", "absent", "gradle", "plugin", "ivy", "sbt")
_TRANSFER = Signature(r"HTTPS Required|[Cc]ould not transfer|Received status code|Blocked mirror")


def _check(case: Case) -> Told | None:
    hits = tuple(hit for hit in _LINE.hits(case.log) if "[WARN" not in hit.line)
    if not hits or _TRANSFER.first(case.log):
        return None
    names = tuple(dict.fromkeys(_name(hit) for hit in hits))
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    where = hits[0]["where"] or hits[0]["at"] or hits[0]["repo"]
    return Told(
        cause=f"No repository of the build has {names[0]}{more}"
        + (f"; asked was {where}." if where else "."),
        because=proofs(hits[:3]),
        advice=(
            "Name a version that exists; an own module must be built before (`mvn install` of it, "
            "in the same build), and a private repository named in settings.xml or the build file."
        ),
        commands=("mvn -version", "cat ~/.m2/settings.xml", "ls ~/.m2 ~/.gradle"),
        confidence=0.85,
    )


def _name(hit: Hit) -> str:
    name = next(hit[name] for name in _NAMES if hit[name])
    return f"{name} {hit['version']}".strip() if hit["plugin"] else name


RULE = Rule(
    code="BB546",
    name="jvm-artifact-missing",
    title="A library of a JVM build is in no repository",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="Maven, Gradle or sbt asked every repository of the build, and none has it.",
        instruction="RUN mvn package",
        example=(
            "[ERROR] Failed to execute goal on project lamp: Could not resolve dependencies for "
            "project example:lamp:jar:1.0: Could not find artifact example:kelp:jar:9.9 in central "
            "(https://repo.example/maven2) -> [Help 1]"
        ),
        fix="Name a version that exists, or the repository that has it.",
    ),
)
