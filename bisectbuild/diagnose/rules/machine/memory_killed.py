"""A process was killed: the machine's or the engine's memory ran out."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Proof, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

# Each names the program that was killed, where the words do.
_SURE: Final = (
    Signature(
        r"^(?:\S*?(?P<program>[\w+-]+): )?fatal error: Killed signal terminated program "
        r"(?P<part>\w+)",
        "Killed signal",
    ),
    Signature(r"internal compiler error: Killed(?: \(program (?P<part>\w+)\))?", "error: Killed"),
    Signature(
        r"(?:^|: )(?P<part>[\w./+-]+): signal: killed\s*$|\bsignal: killed$", "signal: killed"
    ),
    Signature(r"\(signal: 9, SIGKILL: kill\)", "SIGKILL: kill"),
    Signature(
        r"(?:ran out of memory or|process may have been) killed|exited too early"
        r".*ran out of memory|The build failed because the process exited too early",
        "killed",
        "exited too early",
    ),
    Signature(r"Gradle build daemon disappeared unexpectedly", "daemon disappeared"),
    Signature(r"collect2: fatal error: ld terminated with signal 9", "signal 9"),
    Signature(
        r"worker (?:process )?(?:was|has been) (?:terminated|killed).*(?:SIGKILL|memory)",
        "SIGKILL",
        "memory",
    ),
    Signature(
        r"A worker process was killed|(?:signal:? |terminated by signal |killed with )SIGKILL"
        r"|(?:due to|terminated (?:by|with)) signal 9\b",
        "killed",
        "SIGKILL",
        "signal 9",
    ),
)
_WORD: Final = Signature(
    r"^[ \t]*(?:(?:/bin/)?(?:ba|da|a)?sh: (?:line )?\d+: *\d* )?Killed(?: {2,}(?P<part>.+)|\s*)$",
    "Killed",
)
_STATUS: Final = Signature(
    r"(?:exit (?:status|code):?|code|status|Error|errno|exited with(?: code)?) 137\b", " 137"
)
# A step that hangs at a question is killed by who waits for it.
_ASKS: Final = Signature(
    r"^(?:Geographic area|Time zone|City or region|Keyboard layout|Country of origin[^\n]*): ?$"
    r"|\[[yY]/[nN]\][:?]? *$"
)
_MESSAGE: Final = Signature(r"cannot allocate memory|ResourceExhausted", "memory", "Resource")
_CODE: Final = 137
_GIGABYTE: Final = 1024**3


def _check(case: Case) -> Told | None:
    end = case.log.tail(60)
    sure = [hit for line in _SURE for hit in line.hits(end)]
    words = [hit for line in (_WORD, _STATUS) for hit in line.hits(case.log.tail(15))]
    if "cancel" in case.message or (not sure and _ASKS.last(case.log.tail(2))):
        return None
    in_message = _MESSAGE.within(case.message) is not None
    if not (sure or in_message or case.exit_code == _CODE or (words and case.exit_code)):
        return None
    hits = sorted([*sure, *words], key=lambda hit: hit.number)
    part = next(
        (str(hit.match.groupdict()["part"]) for hit in hits if hit.match.groupdict().get("part")),
        "",
    )
    memory = case.facts.memory
    has = f" (the engine has {memory / _GIGABYTE:.1f} GiB)" if memory else ""
    return Told(
        cause=f"{part.strip() or 'A process'} was killed, most likely because memory ran out{has}.",
        because=proofs(hits) or _from_message(case),
        advice="Give the engine more memory (Docker Desktop, the virtual machine, the builder's "
        "limit), or need less: fewer jobs at once (`make -j2`, `CARGO_BUILD_JOBS=2`, "
        "`MAX_JOBS=2`), fewer steps at once, a smaller build. Look into the kernel's log "
        "(`dmesg | grep -i oom`) to be sure. A build that was stopped from outside ends so too.",
        commands=("free -m", "cat /sys/fs/cgroup/memory.max"),
        confidence=0.92 if sure or in_message else 0.8,
    )


def _from_message(case: Case) -> tuple[Proof, ...]:
    text = case.message.strip().splitlines()
    return (Proof(text=text[0] if text else f"exit code {case.exit_code}"),)


RULE = Rule(
    code="BB261",
    name="memory-killed",
    title="A process was killed, mostly for lack of memory",
    category=Category.RESOURCE_MEM,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="When memory runs out, the kernel kills the process that uses most of it. The step "
        "then ends with 137, or a compiler says that a part of it was killed.",
        instruction="RUN make -j16",
        example="c++: fatal error: Killed signal terminated program cc1plus\n"
        "compilation terminated.\nmake: *** [Makefile:12: depot.o] Error 1",
        fix="More memory, or fewer jobs at once.",
        exit_code=2,
    ),
)
