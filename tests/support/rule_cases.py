"""The logs that each rule is held to: what it must tell of, and what it must keep silent on.

One TOML file for each rule, `tests/unit/diagnose/cases/FAMILY/CODE.toml`, with tables `fires`
(`says`: words that the cause must hold) and `silent` (`why` it must not fire). `facts` is a table
of what was asked of the machine, `dockerfile` the file's text.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from bisectbuild.builder import BuilderKind, FailureKind
from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.facts import Facts, Program, Release, Source, Space, Unmatched
from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.digest import digest_lines

FOLDER: Final = Path(__file__).parents[1] / "unit" / "diagnose" / "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCase:
    """One log, and what a rule makes of it."""

    code: str
    name: str
    case: Case
    says: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.code}-{self.name}"


def fires() -> list[RuleCase]:
    """Give the cases that a rule must tell of."""
    return _cases("fires")


def silent() -> list[RuleCase]:
    """Give the cases that a rule must keep silent on."""
    return _cases("silent")


def case(given: dict[str, Any]) -> Case:
    """Make a case of a table."""
    instruction = given.get("instruction", "")
    text = given.get("dockerfile")
    return Case(
        keyword=instruction.split(maxsplit=1)[0].upper() if instruction else "",
        source=instruction,
        command=given.get("command", ""),
        exit_code=given.get("exit_code"),
        message=given.get("message", ""),
        kind=FailureKind(given.get("kind", "step")),
        builder=BuilderKind(given.get("builder", "unknown")),
        base=given.get("base", ""),
        log=digest_lines(given.get("log", "").strip("\n").split("\n")),
        dockerfile=parse(text.encode()) if text else None,
        facts=_facts(given.get("facts", {})),
    )


def _facts(given: dict[str, Any]) -> Facts:
    release = given.get("release")
    parts = {
        "release": Release(**release) if release else None,
        "programs": tuple(Program(**_frozen(each)) for each in given.get("programs", ())),
        "sources": tuple(Source(**_frozen(each)) for each in given.get("sources", ())),
        "unmatched": tuple(Unmatched(**each) for each in given.get("unmatched", ())),
        "spaces": tuple(Space(**each) for each in given.get("spaces", ())),
    }
    return Facts(**{**given, **parts})


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    """Make tuples of the lists in a table."""
    return {key: tuple(each) if isinstance(each, list) else each for key, each in table.items()}


@cache
def _cases(table: str) -> list[RuleCase]:
    found = []
    for path in sorted(FOLDER.glob("*/*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get(table, [])
        found += [
            RuleCase(
                code=path.stem,
                name=f"{table}-{number}",
                case=case(entry),
                says=tuple(entry.get("says", ())),
            )
            for number, entry in enumerate(entries, 1)
        ]
    return found
