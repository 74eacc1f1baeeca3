"""A library is of another kind (32 or 64 bits, another processor) than the program."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINES: Final = (
    Signature(
        r"(?P<file>(?<![\w./+-])[\w./+-]{1,300}?\.so[\w.]{0,40}): "
        r"wrong ELF class: (?P<kind>ELFCLASS\d+)",
        "wrong ELF",
    ),
    Signature(
        r"(?P<file>(?<![\w./+-])[\w./+-]{1,300}?\.so[\w.]{0,40}): cannot open shared object file: "
        r"(?P<kind>Exec format error)",
        "shared object file",
    ),
    Signature(
        r"skipping incompatible (?P<file>\S+) when searching for -l(?P<kind>\S+)",
        "skipping incompatible",
    ),
    Signature(
        r"(?P<file>(?<!\S)\S{1,300}?\.(?:so|node|o|a)[\w.]{0,40}): "
        r"(?P<kind>invalid ELF header|file format not "
        r"recognized|incompatible architecture)",
        "invalid ELF",
        "not recognized",
        "incompatible arch",
    ),
)
_MISSING: Final = Signature(r"ld: cannot find -l(?P<name>\S+)", "cannot find -l")


def _check(case: Case) -> Told | None:
    end = case.log.tail(40)
    hits = [hit for line in _LINES for hit in line.hits(end)]
    if hits and "skipping" in hits[-1].line and _MISSING.last(end) is None:
        return None
    if not hits:
        return None
    last = max(hits, key=lambda hit: hit.number)
    in_modules = "node_modules" in last.line
    return Told(
        cause=f"{last['file']} is built for another kind of machine than the program that loads it "
        f"({last['kind']}).",
        because=proofs(hits),
        advice="node_modules was copied from your machine: add node_modules to .dockerignore and "
        "install in the image (`npm ci`)."
        if in_modules
        else "Install the library for the image's own architecture, and leave what was built on "
        "your machine out of the context (.dockerignore).",
        commands=(f"file {last['file']}", "uname -m"),
        confidence=0.92,
        fault=Fault.CONTEXT if in_modules else None,
    )


RULE = Rule(
    code="BB274",
    name="elf-class",
    title="A library is of another kind of machine",
    category=Category.PLATFORM,
    rank=Rank.ENVIRONMENT,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Libraries are built for a processor, for 32 or 64 bits, and for a system. One "
        "that "
        "was copied from a Mac or Windows, or from another architecture, cannot be loaded.",
        instruction="RUN node server.js --check",
        example="Error: /app/node_modules/otter/build/Release/otter.node: invalid ELF header",
        fix="Install it in the image instead of copying it.",
    ),
)
