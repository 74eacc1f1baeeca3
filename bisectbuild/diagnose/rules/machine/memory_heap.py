"""A program reached the memory limit that it sets itself: Node's, Java's or PHP's heap."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_NODE: Final = Signature(
    r"JavaScript heap out of memory|Reached heap limit Allocation failed|Ineffective mark-compacts "
    r"near heap limit|ERR_WORKER_OUT_OF_MEMORY",
    "heap out of memory",
    "heap limit",
    "WORKER_OUT_OF_MEMORY",
)
_JAVA: Final = Signature(
    r"java\.lang\.OutOfMemoryError(?:: (?P<what>[A-Z][\w ]+))?|Expiring Daemon because JVM "
    r"(?P<heap>heap space|Metaspace) is exhausted"
    r"|There is insufficient memory for the Java Runtime",
    "OutOfMemoryError",
    "is exhausted",
    "insufficient memory",
)
_PHP: Final = Signature(
    r"Allowed memory size of (?P<size>\d{1,18}) bytes exhausted", "Allowed memory"
)
_GROUPS: Final = (
    (
        _NODE,
        "Node.js",
        (
            "Set a larger heap for this step: `NODE_OPTIONS=--max-old-space-size=4096 npm "
            "run build` (in MB, below what the engine has); do without source maps if it stays."
        ),
    ),
    (
        _JAVA,
        "Java",
        (
            "Set a larger heap: `MAVEN_OPTS=-Xmx2g`, `-Dorg.gradle.jvmargs=-Xmx2g`, "
            "`-XX:MaxMetaspaceSize=512m` for Metaspace, below what the engine has."
        ),
    ),
    (
        _PHP,
        "PHP",
        (
            "Raise PHP's limit for this step: `COMPOSER_MEMORY_LIMIT=-1 composer install`, or "
            "`php -d memory_limit=-1 …`; commit composer.lock, so that less has to be worked out."
        ),
    ),
)


def _check(case: Case) -> Told | None:
    end = case.log.tail(80)
    for line, program, advice in _GROUPS:
        hits = tuple(line.hits(end))
        if hits:
            groups = hits[-1].match.groupdict()
            what = groups.get("what") or groups.get("heap") or ""
            size = f" of {int(groups['size']) // 1024**2} MB" if groups.get("size") else ""
            return Told(
                cause=f"{program} reached its own memory "
                f"limit{size}{f' ({what})' if what else ''}.",
                because=proofs(hits),
                advice=advice,
                commands=("free -m",),
                confidence=0.95,
            )
    return None


RULE = Rule(
    code="BB262",
    name="memory-heap",
    title="A program reached its own memory limit",
    category=Category.RESOURCE_MEM,
    rank=Rank.ENVIRONMENT,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Node, Java and PHP limit their memory themselves, below what the machine has. The "
        "program ends when it needs more.",
        instruction="RUN npm run build",
        example="FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
        fix="Raise the program's limit.",
        exit_code=134,
    ),
)
