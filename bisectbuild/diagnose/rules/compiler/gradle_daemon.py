"""Gradle's or Kotlin's daemon was killed or crashed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,200}?(?:Gradle build daemon disappeared unexpectedly"
    r"|Gradle build daemon has been stopped: (?:since )?the JVM (?:garbage collector is thrashing"
    r"|is out of)"
    r"|Process 'Gradle (?:Test Executor|Worker Daemon) \d+' finished with non-zero exit value 137)",
    "Gradle build daemon",
    "exit value 137",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    memory = case.facts.memory
    at_hand = f" (the engine has {memory / 2**30:.1f} GiB)" if memory else ""
    return Told(
        cause=f"A daemon of Gradle disappeared, mostly killed for want of memory{at_hand}.",
        because=proofs((hit,)),
        advice=(
            "Give the engine more memory, run Gradle with `--no-daemon --max-workers=1`, and set "
            "`org.gradle.jvmargs=-Xmx…` below what there is."
        ),
        commands=("free -m", "cat ~/.gradle/daemon/*/*.log | tail -n 40", "ls hs_err_pid*"),
        confidence=0.7,
    )


RULE = Rule(
    code="BB553",
    name="gradle-daemon",
    title="Gradle's daemon disappeared",
    category=Category.RESOURCE_MEM,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="The process that builds ended without a word: it was killed, or it crashed.",
        instruction="RUN ./gradlew build",
        example="> Gradle build daemon disappeared unexpectedly (it may have been killed)",
        fix="Give it more memory, or make it use less.",
    ),
)
