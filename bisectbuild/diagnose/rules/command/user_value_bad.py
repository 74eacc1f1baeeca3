"""useradd or groupadd is given a value that cannot be one, mostly from an empty variable."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_TOOLS = r"(?P<tool>useradd|groupadd|usermod|groupmod|adduser|addgroup)"
_LINE = Signature(
    rf"^{_TOOLS}: invalid (?P<what>user ID|group ID|user name|group name|numeric argument"
    r"|home directory|shell|number|field)?:? ?'?(?P<value>[^'\n]*)'?$"
    r"|^(?:useradd|adduser): '?(?P<name>[^'\n]*)'? is not a valid user name"
    r"|^(?:\w+: )?[Oo]ption (?P<option>[\w-]+) requires an argument$"
    r"|^(?:user|group|add)\w+: option requires an argument(?: --|:) '?(?P<short>\w)",
    "invalid", "not a valid", "requires an argument",
)  # fmt: skip
_ADDS = Signature(r"\b(?:user|group)(?:add|mod)\b|\badd(?:user|group)\b")
_VARIABLE = Signature(r"\$\{?(?P<name>[A-Za-z_]\w*)")
_LAST = 60


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None or not _ADDS.within(case.source + hit.line):
        return None
    names = ", ".join(
        dict.fromkeys(match["name"] for match in _VARIABLE.pattern.finditer(case.source))
    )
    guess = f"a variable of the line ({names}) is probably empty" if names else "correct the value"
    return Told(
        cause=_cause(hit),
        because=proofs((hit,)),
        advice=(
            f"See which value arrives there: {guess}. An ARG before FROM is not known after it "
            "until it is declared again, and `--build-arg` must be given for one without default."
        ),
        commands=("env | sort",),
        confidence=0.85,
        category=Category.ARG_ENV if names else Category.USER_GROUP,
    )


def _cause(hit: Hit) -> str:
    if option := hit["option"] or hit["short"]:
        return f"The switch {option} of the command that adds a user was given no value."
    found = (hit["value"] or hit["name"]).strip() or "an empty word"
    return f"{hit['tool'] or 'useradd'} was given {found} as {hit['what'] or 'name'}."


RULE = Rule(
    code="BB644",
    name="user-value-bad",
    title="useradd or groupadd was given a value that cannot be one",
    category=Category.USER_GROUP,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The word after `-u` or `-g` is no number, often since a variable is empty and the "
            "next word took its place."
        ),
        instruction="RUN useradd --uid $DEPOT_UID -m $DEPOT_USER",
        example="useradd: invalid user ID '-m'",
        fix="Give the variable a value: `ARG NAME=1001` after FROM, or `--build-arg`.",
        exit_code=3,
    ),
)
