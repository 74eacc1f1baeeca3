"""A user or group of that name exists already."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:useradd|adduser): (?P<kind>user|group) '?(?P<name>[^\s']+)'? "
    r"(?:already exists|exists - if you want to add this user to that group).*"
    r"|^groupadd: (?P<kind2>group) '(?P<name2>[^']+)' already exists"
    r"|^adduser: (?P<kind3>user) '(?P<name3>[^']+)' in use"
    r"|^addgroup: (?P<kind4>group) '(?P<name4>[^']+)' in use"
    r"|^(?:(?:fatal|adduser|addgroup): )*The (?P<kind5>user|group) [`'](?P<name5>[^'`\n]+)['`] "
    r"already exists",
    "already exists", "in use", "exists - if",
)  # fmt: skip
_LAST = 60


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None or "not a system" in hit.line or "Exiting" in hit.line:
        return None
    suffix = next(end for end in ("", "2", "3", "4", "5") if hit[f"name{end}"])
    kind, name = hit[f"kind{suffix}"], hit[f"name{suffix}"]
    table = "passwd" if kind == "user" else "group"
    return Told(
        cause=f"The base image has a {kind} {name} already.",
        because=proofs((hit,)),
        advice=(
            f"Make it only where it is absent: `getent {table} {name} || …`, or leave the line "
            f"out and use the {kind} that is there; `useradd -g {name}` takes a group that exists."
        ),
        commands=(f"getent {table} {name}",),
        confidence=0.9 if hit.number == case.log.total else 0.7,
    )


RULE = Rule(
    code="BB641",
    name="name-taken",
    title="The user or group exists already",
    category=Category.USER_GROUP,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The base image, or a package that was installed, made this user or group.",
        instruction="RUN useradd -m games",
        example="useradd: user 'games' already exists",
        fix="Leave the line out, or make the user only where it is absent.",
        exit_code=9,
    ),
)
