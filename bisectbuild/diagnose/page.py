"""The page of a rule: what it means, a log that it is told of, and the fix; in Markdown."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Fault, Rank
from bisectbuild.diagnose.rule import Rule, Told
from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.digest import digest_lines

_FAULT: Final = {
    Fault.DOCKERFILE: "in the Dockerfile",
    Fault.CONTEXT: "in the build context",
    Fault.PROJECT: "in the project that is built",
    Fault.WORLD: "outside, or where this project points to it",
    Fault.MACHINE: "on the machine that builds",
}
_RANK: Final = {
    Rank.ENVIRONMENT: "A cause of the environment comes before all others.",
    Rank.REPOSITORY: "It comes before what follows from it, and after causes of the environment.",
    Rank.SPECIFIC: "It comes before general findings, and after what may have caused it.",
    Rank.GENERIC: "Anything more specific comes before it.",
    Rank.FALLBACK: "It is told only where nothing else is known.",
}


def page_of(rule: Rule) -> str:
    """Give the page; it ends in a line feed."""
    page = rule.page
    told = rule.check(example_of(rule))
    shown = page.dockerfile or page.instruction
    code = "" if page.exit_code is None else f"\nIt ended with exit code {page.exit_code}."
    parts = [
        f"# {rule.code}: {rule.title}",
        page.meaning,
        _kind(rule),
        "## An example",
        *((_fenced("dockerfile", shown),) if shown else ()),
        (_fenced("text", page.example) if page.example else "It printed nothing.") + code,
        *(_said(told) if told else ()),
        "## The fix",
        page.fix,
        f"## When it is told\n\n{_RANK[rule.rank]}",
    ]
    return "\n\n".join(parts) + "\n"


def example_of(rule: Rule) -> Case:
    """Give the example of a rule's page as a failure."""
    page = rule.page
    return Case(
        keyword=page.instruction.partition(" ")[0].upper(),
        source=page.instruction,
        exit_code=page.exit_code,
        message=page.example,
        log=digest_lines(page.example.split("\n")),
        dockerfile=parse(page.dockerfile.encode()) if page.dockerfile else None,
    )


def _kind(rule: Rule) -> str:
    where = _FAULT[rule.fault]
    return f"Category `{rule.category.value}`, name `{rule.name}`. The change belongs {where}."


def _said(told: Told) -> tuple[str, ...]:
    commands = "".join(f"{command}\n" for command in told.commands)
    tried = ("To look closer, in the shell:", _fenced("sh", commands)) if commands else ()
    return ("What bisectbuild says of it:", f"> {told.cause}\n>\n> {told.advice}", *tried)


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text.strip(chr(10))}\n```"
