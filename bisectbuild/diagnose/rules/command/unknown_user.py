"""A user or group is named that the image does not have."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.whereabouts import QUOTE
from bisectbuild.diagnose.signature import Signature

_Q = rf"[{QUOTE}]"
_LINE = Signature(
    rf"^(?:chown|chgrp|install|su|sudo|setfacl|runuser|gosu|su-exec|start-stop-daemon|tar): .*?"
    r"(?:invalid|unknown) "
    rf"(?P<kind>user|group)(?:/group)?(?: name)?:? {_Q}?(?P<name>[^{QUOTE}\s]+){_Q}?"
    rf"|^(?:su|runuser|usermod|passwd|chpasswd|gpasswd|userdel|groupdel): (?P<kind2>user|group) "
    rf"{_Q}?(?P<name2>[^{QUOTE}\s]+){_Q}? does not exist"
    rf"|^(?:useradd|usermod|adduser|addgroup|su): (?P<kind3>unknown (?:user|group)|group) "
    rf"{_Q}?(?P<name3>[^{QUOTE}\s]+?){_Q}?(?: does not exist)?$"
    r"|^(?:(?:fatal|adduser|addgroup): )*The (?P<kind4>user|group) [`'](?P<name4>[^'`\n]+)['`] "
    r"does not exist",
    "invalid", "unknown", "does not exist",
)  # fmt: skip
_LAST = 60


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    suffix = next(end for end in ("", "2", "3", "4") if hit[f"name{end}"])
    kind, name = hit[f"kind{suffix}"].split()[-1], hit[f"name{suffix}"]
    return Told(
        cause=f"The image has no {kind} named {name}.",
        because=proofs((hit,)),
        advice=_advice(kind, name),
        commands=("cut -d: -f1 /etc/passwd", "cut -d: -f1 /etc/group"),
        confidence=0.9,
    )


def _advice(kind: str, name: str) -> str:
    if ":" in name:
        user, _, group = name.partition(":")
        return (
            f"Make the user {user} and the group {group or user} before this line, or write their "
            "numbers; users of another stage or of your machine are not in this image."
        )
    make = f"`useradd -m {name}`" if kind == "user" else f"`groupadd {name}`"
    return (
        f"Make it before this line ({make}; on Alpine `add{kind} -S {name}`), install the package "
        "that makes it, or write a number; users of another stage are not in this image."
    )


RULE = Rule(
    code="BB643",
    name="unknown-user",
    title="The image has no such user or group",
    category=Category.USER_GROUP,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="chown, su or USER name a user or group that is not in the image's /etc/passwd.",
        instruction="RUN chown -R depot:depot /srv/depot",
        example="chown: invalid user: 'depot:depot'",
        fix="Make the user before the line, or write its number.",
    ),
)
