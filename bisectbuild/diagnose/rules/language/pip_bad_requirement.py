"""A line of a requirements file that pip cannot read, or metadata that it refuses."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    pip_log.ERROR + r"Invalid requirement: (?P<what>'[^'\n]+'|\"[^\"\n]+\"|[^\n(]+?)"
    r"(?::[^\n(]*)?(?: \(from line (?P<at>\d+) of (?P<file>[^)\n]+)\))?$",
    "Invalid requirement",
)
_METADATA = Signature(
    pip_log.INDENT + r"(?:WARNING|ERROR): Ignoring version (?P<version>\S+) of (?P<name>\S+) since "
    r"it has invalid metadata:",
    "since it has invalid metadata",
)
_LEGACY = Signature(
    pip_log.INDENT + r"(?:Please use|Use) pip<24\.1 if you need to use this version", "pip<24.1"
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is not None:
        what = hit["what"].strip(" '\"")
        # A file given without -r is told by another rule, which knows what to type.
        return None if what.endswith(".txt") else _line(hit, what)
    bad, legacy = _METADATA.last(case.log), _LEGACY.last(case.log)
    if bad is None or legacy is None or not pip_log.unsettled(case.log, (bad,)):
        return None
    return Told(
        cause=f"{bad['name']} {bad['version']} has metadata that pip 24.1 and later refuse.",
        because=proofs((bad, legacy)),
        advice=f'Take a newer {bad["name"]}, or `pip install "pip<24.1"` before this install.',
        commands=("pip --version",),
        confidence=0.85,
        category=Category.RUNTIME_VERSION,
    )


def _line(hit: Hit, what: str) -> Told:
    where = f" (line {hit['at']} of {hit['file']})" if hit["at"] else ""
    return Told(
        cause=f"pip cannot read the requirement {what}{where}.",
        because=proofs((hit,)),
        advice=_advice(what),
        confidence=0.95,
    )


def _advice(what: str) -> str:
    if what.startswith(("<<<<", "====", ">>>>")):
        return "Resolve the merge conflict that stands in the file."
    if "=" in what and "==" not in what and not set("<>!~") & set(what):
        return (
            "Write `==` between name and version; `name=version=build` lines come from "
            "`conda list --export`, which only conda can read."
        )
    return "Correct the line: a name, then for instance `==1.2` or `>=1.2,<2`."


RULE = Rule(
    code="BB410",
    name="pip-bad-requirement",
    title="pip cannot read a requirement",
    category=Category.APP_CONFIG,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="A line is not a requirement as pip reads it: a single `=`, a conda export, a "
        "merge conflict, or metadata that newer pips refuse.",
        instruction="RUN pip install -r requirements.txt",
        example="ERROR: Invalid requirement: 'pear=1.0' (from line 3 of requirements.txt)\n"
        "Hint: = is not a valid operator. Did you mean == ?",
        fix="Correct the line that is named.",
    ),
)
