"""A program started another one that is not installed."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.tools import tool
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.image import how_to_get
from bisectbuild.diagnose.signature import Hit, Signature

_NAME: Final = r"(?P<{}>[\w.+-]+)"
_LINES: Final = (
    Signature(
        r"^\s*FileNotFoundError: \[Errno 2\] No such file or directory: b?'" + _NAME.format("name"),
        "FileNotFoundError",
    ),
    Signature(r"Errno::ENOENT: No such file or directory - (?P<name>[\w+-]+)(?: |$)", "ENOENT"),
    Signature(r"(?:^|\s)(?:Error: )?spawn (?P<name>[\w+-]+) ENOENT$", "ENOENT"),
    Signature(r"could not execute process `(?P<name>[\w+-]+)[ `]", "could not execute process"),
    Signature(r"^(?:fatal|error): cannot run (?P<name>[\w-]+): No such file", "cannot run"),
    Signature(r"java\.io\.IOException: Cannot run program \"(?P<name>[\w+-]+)\"", "Cannot run"),
    Signature(r"which: no (?P<name>[\w+-]+) in \(", "which: no"),
)
# Compilers and their helpers are told of with what they should build.
_OTHERS: Final = frozenset({"gcc", "cc", "g++", "c++", "pg_config", "mysql_config", "llvm-config"})
_LAST: Final = 40


def _check(case: Case) -> Told | None:
    hit = _last(case)
    if hit is None:
        return None
    name = hit["name"]
    if (hit.line.startswith("npm ") and name == "git") or "cannot run ssh" in hit.line:
        return None
    if name in _OTHERS or (tool(name) is None and "subprocess" not in case.log.text):
        return None
    got = how_to_get(case, name) or f"Install what brings {name} before this line."
    return Told(
        cause=f"A program that the step ran needs the command {name}, which is not installed.",
        because=proofs((hit,)),
        advice=got,
        commands=(f"command -v {name}", "cat /etc/os-release"),
        confidence=0.85 if tool(name) else 0.7,
    )


def _last(case: Case) -> Hit | None:
    log = case.log.tail(_LAST)
    hits = [hit for line in _LINES if (hit := line.last(log)) is not None]
    return max(hits, key=lambda hit: hit.number, default=None)


RULE = Rule(
    code="BB611",
    name="program-needs-tool",
    title="A program needs a command that is not installed",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Not the shell but a program (Python, Node, Ruby, Java, cargo) tried to start another "
            "one by name, and it is not in the image."
        ),
        instruction="RUN python tools/stamp.py",
        example=(
            '  File "/usr/lib/python3.11/subprocess.py", line 1955, in _execute_child\n'
            "    raise child_exception_type(errno_num, err_msg, err_filename)\n"
            "FileNotFoundError: [Errno 2] No such file or directory: 'git'"
        ),
        fix="Install the package that holds the command.",
    ),
)
