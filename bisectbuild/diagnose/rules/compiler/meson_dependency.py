"""Meson finds no such library or program."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.libraries import pkgconfig
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import add, of_tool
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?P<place>\S*meson\.build:\d+)(?::\d+)?: ERROR: (?:Dependency "
    r"\"(?P<library>[^\"\n]+)\""
    r"(?: is required but)? not found|C(?:\+\+)? (?:shared or static )?library "
    r"'(?P<lib>[^'\n]+)' not "
    r"found|Program '(?P<program>[^'\n]+)' not found|Program\(s\) \['(?P<programs>[^'\n]+)')",
    "ERROR: Dependency", "library '", "ERROR: Program",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    library = hit["library"] or hit["lib"]
    program = (hit["program"] or hit["programs"]).split()[0] if not library else ""
    return Told(
        cause=f"Meson finds no {f'library {library}' if library else f'program {program}'}, "
        f"which {hit['place']} asks for.",
        because=proofs((hit,)),
        advice=_advice(case, library, program),
        commands=(
            f"pkg-config --modversion {library}" if library else f"command -v {program}",
            "cat /etc/os-release",
        ),
        confidence=0.9,
        category=Category.NATIVE_BUILD if library else Category.TOOL_MISSING,
    )


def _advice(case: Case, library: str, program: str) -> str:
    known = pkgconfig(library) if library else of_tool(program)
    if known:
        return add(case, known)
    if library:
        return (
            f"Install the development package that holds {library}.pc (RPM distributions: "
            f"`pkgconfig({library})`, Alpine: `pc:{library}`), and pkg-config itself."
        )
    return f"Install {program} before this step."


RULE = Rule(
    code="BB533",
    name="meson-dependency",
    title="Meson does not find a library or program",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A dependency() or find_program() of meson.build found nothing in the image.",
        instruction="RUN meson setup build",
        example='meson.build:14:10: ERROR: Dependency "cairo" not found, tried pkgconfig and cmake',
        fix="Install the library's development package, or the program.",
    ),
)
