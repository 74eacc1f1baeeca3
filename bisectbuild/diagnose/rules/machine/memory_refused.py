"""A program asked for memory or for a thread and did not get it."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine.telling import tests_failed
from bisectbuild.diagnose.signature import Signature

_MEMORY: Final = (
    Signature(r"std::bad_alloc", "bad_alloc"),
    Signature(
        r"virtual memory exhausted|cc1plus: out of memory|LLVM ERROR: out of memory"
        r"|memory exhausted$",
        "memory exhausted",
        "out of memory",
    ),
    Signature(r"[Cc]annot allocate memory(?!:)|\bENOMEM\b", "annot allocate memory", "ENOMEM"),
    Signature(r"memory allocation of \d+ bytes failed", "memory allocation of"),
    Signature(r"^[ \t]*(?:\w+\.)*(?:_Array)?MemoryError\b", "MemoryError"),
    Signature(r"fatal error: runtime: (?:out of memory|cannot allocate memory)", "error: runtime"),
    Signature(r"fatal: Out of memory, (?:malloc|calloc|realloc) failed", "Out of memory"),
    Signature(r"cannot allocate vector of size", "allocate vector"),
    Signature(r"Heap exhausted, game over|ghc: Out of memory|heap exhausted", "xhausted", "Out of"),
)
_THREADS: Final = (
    Signature(
        r"pthread_create failed|can't start new thread|failed to create new OS thread"
        r"|unable to create (?:new )?native thread|Resource temporarily unavailable$"
        r"|std::system_error.*Resource temporarily|failed to spawn thread|cannot fork"
        r"|fork: (?:retry: )?Resource temporarily unavailable",
        "thread",
        "temporarily unavailable",
        "fork",
    ),
)
_LOCKS: Final = ("lock", "Unable to lock")


def _check(case: Case) -> Told | None:
    if tests_failed(case):
        return None
    end = case.log.tail(40)
    memory = [hit for line in _MEMORY for hit in line.hits(end)]
    threads = [
        hit for line in _THREADS for hit in line.hits(end) if not any(w in hit.line for w in _LOCKS)
    ]
    if memory:
        return Told(
            cause="A program asked for more memory than the engine has.",
            because=proofs(sorted(memory, key=lambda hit: hit.number)),
            advice="Give the engine more memory, or need less: fewer jobs at once (`make -j2`), a "
            "smaller build. A 32-bit image cannot use more than 3 GB.",
            commands=("free -m", "ulimit -v"),
            confidence=0.88,
        )
    if not threads:
        return None
    return Told(
        cause="A program could not start another thread or process.",
        because=proofs(threads),
        advice="The engine is too old for the image's C library (update Docker and libseccomp on "
        "the host, or take an older base image), or the number of processes is limited "
        "(`--ulimit nproc`, the builder's pids limit).",
        commands=("ulimit -u", "cat /sys/fs/cgroup/pids.max", "uname -r"),
        confidence=0.75,
    )


RULE = Rule(
    code="BB263",
    name="memory-refused",
    title="Memory or a thread was asked for in vain",
    category=Category.RESOURCE_MEM,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="The system did not give the memory or the thread that a program asked for.",
        instruction="RUN ./build.sh",
        example="terminate called after throwing an instance of 'std::bad_alloc'\n"
        "  what():  std::bad_alloc",
        fix="More memory or fewer jobs; a newer engine where threads fail.",
        exit_code=134,
    ),
)
