"""A program that another program started is built for another processor."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

# What the shell and the engine say of a program of another processor is told of with them.
_LINES: Final = (
    Signature(r"\[Errno 8\] Exec format error: b?'(?P<program>[^']+)'", "[Errno 8]"),
    Signature(r"(?:fork/)?exec (?P<program>/\S+|\./\S+): exec format error", "exec format error"),
    Signature(r"Errno::ENOEXEC[^-]*- (?P<program>\S+)", "ENOEXEC"),
    Signature(r"spawn (?P<program>\S+) (?:ENOEXEC|Unknown system error -8)", "spawn "),
    Signature(r"Exec format error \(os error 8\)", "os error 8"),
    Signature(r"Cannot run program \"(?P<program>[^\"]+)\".*error=8", "error=8"),
    Signature(r"^(?P<program>\S+): (?:\S+: )?cannot execute binary file\s*$", "binary file"),
)


def _check(case: Case) -> Told | None:
    end = case.log.tail(25)
    hits = [hit for line in _LINES for hit in line.hits(end) if not hit.line.startswith("exec ")]
    if not hits:
        return None
    last = max(hits, key=lambda hit: hit.number)
    program = last.match.groupdict().get("program") or ""
    cpu = f" ({case.facts.image_cpu})" if case.facts.image_cpu else ""
    return Told(
        cause=f"{program or 'A program'} is built for another processor than the image's{cpu}.",
        because=proofs(hits),
        advice="Download or build it for the platform of the image: use TARGETARCH (amd64, arm64) "
        "or `uname -m` (x86_64, aarch64) in its address. A script without `#!` in its first line, "
        "or an empty file, says so too.",
        commands=(f"head -c 20 {program or 'FILE'} | od -c", "uname -m"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB271",
    name="program-of-other-processor",
    title="A program is of another processor",
    category=Category.PLATFORM,
    rank=Rank.ENVIRONMENT,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A program (Python, Go, Node, Java) started another one, and the kernel cannot run "
        "it: it was downloaded or copied for another processor.",
        instruction="RUN python fetch.py",
        example="OSError: [Errno 8] Exec format error: '/usr/local/bin/otter'",
        fix="Get the program for the platform of the image.",
    ),
)
