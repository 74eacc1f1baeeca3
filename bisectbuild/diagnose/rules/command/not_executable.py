"""A script or program may not be executed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.before import copied, user
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^(?:\S+: (?:line )?\d+: |(?:/\S+/)?\w*sh: )(?:\S+: |exec: )?(?P<name>[^\s:]*/[^\s:]+)"
    r": [Pp]ermission denied$"
    r"|^(?:g?make(?:\[\d+\])?|env|xargs|timeout|nohup): (?:can't execute )?"
    r"['‘]?(?P<run>[^\s:'’]*/[^\s:'’]+)['’]?: Permission denied$",  # noqa: RUF001 - coreutils' own
    "ermission denied",
)
_NOT_EXECUTABLE = 126


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None or not _executed(case, hit):
        return None
    name = hit["name"] or hit["run"]
    who = user(case)
    return Told(
        cause=f"{name} may not be executed{f' ({who})' if who else ''}.",
        because=proofs((hit,)),
        advice=_advice(case, name),
        commands=(f"ls -l {name}", "id"),
        confidence=0.9 if case.exit_code == _NOT_EXECUTABLE else 0.75,
        fault=Fault.CONTEXT if copied(case, name) else Fault.DOCKERFILE,
    )


def _executed(case: Case, hit: Hit) -> bool:
    """Tell an execution from a redirection, which is refused in the same words."""
    return bool(hit["run"]) or case.exit_code in {None, _NOT_EXECUTABLE} or "./" in hit["name"]


def _advice(case: Case, name: str) -> str:
    file = name.removeprefix("./")
    copy = copied(case, name)
    how = f"`{copy.keyword} --chmod=755 …` in line {copy.span.start}, " if copy else ""
    return (
        f"Give it the executable bit: {how}`RUN chmod +x {name}` before, or once and for all "
        f"`git update-index --chmod=+x {file}`; or call it by its interpreter (`sh {name}`)."
    )


RULE = Rule(
    code="BB630",
    name="not-executable",
    title="A script has no executable bit",
    category=Category.PERMISSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The file is there, but its mode does not let this user run it. Windows machines and "
            "some archives lose the executable bit."
        ),
        instruction="RUN ./configure-site.sh",
        example="/bin/sh: 1: ./configure-site.sh: Permission denied",
        fix="Copy it with `--chmod=755`, or run `chmod +x` before.",
        exit_code=126,
    ),
)
