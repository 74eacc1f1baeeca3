"""A task runner of the project does not know the task."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?:Don't know how to build task '(?P<rake>[^'\n]+)'"
    r"|Warning: Task \"(?P<grunt>[^\"\n]+)\" not found\. Use --force"
    r"|Task never defined: (?P<gulp>\S+)|Task '(?P<gulp4>[^'\n]+)' is not in your gulpfile"
    r"|No idea what '(?P<invoke>[^'\n]+)' is!"
    r"|[Jj]ustfile does not contain recipes? `(?P<just>[^`\n]+)`"
    r"|task: Task \"(?P<task>[^\"\n]+)\" does not exist"
    r"|Command \"(?P<composer>[^\"\n]+)\" is not defined\."
    r"|There are no commands defined in the \"(?P<artisan>[^\"\n]+)\" namespace"
    r"|Unknown command: '(?P<django>[^'\n]+)'|Not a valid command: (?P<sbt>\S+)"
    r"|\*\* \(Mix\) The task \"(?P<mix>[^\"\n]+)\" could not be found"
    r"|[Nn]o such command [\"'`](?P<click>[\w:-]+)[\"'`]"
    r"|(?:[Uu]nknown|[Ii]nvalid) (?:sub)?command:? [\"'`](?P<other>[\w:-]+)[\"'`])",
    "task", "Task", "No idea", "ustfile", "ommand",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log, 25))
    if hit is None:
        return None
    name = next(filter(None, hit.match.groups()))
    return Told(
        cause=f"The task runner of the step knows no {name}.",
        because=proofs((hit,)),
        advice=(
            f"Correct the name, or copy the file that defines {name} before this; plugins "
            "that bring tasks must be installed (development packages included)."
        ),
        commands=("pwd", "ls"),
        confidence=0.8,
    )


RULE = Rule(
    code="BB780",
    name="task-unknown",
    title="A task runner does not know the task",
    category=Category.APP_CONFIG,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The task is not defined, or the file or plugin that defines it is not there.",
        instruction="RUN bundle exec rake den:fill",
        example="rake aborted!\nDon't know how to build task 'den:fill' (See the list of tasks)",
        fix="Correct the name, or copy the file that defines it.",
    ),
)
