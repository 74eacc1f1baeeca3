"""A user or group id is already in use in the base image."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:groupadd|groupmod): GID '(?P<gid>\d+)' already exists"
    r"|^(?:useradd|usermod): UID '?(?P<uid>\d+)'? (?:is not unique|already exists)"
    r"|^adduser: uid '(?P<busybox_uid>\d+)' in use|^addgroup: gid '(?P<busybox_gid>\d+)' in use"
    r"|^(?:(?:fatal|adduser|addgroup): )*The UID [`']?(?P<debian_uid>\d+)[`']? is already in use"
    r"|^(?:(?:fatal|adduser|addgroup): )*The GID [`']?(?P<debian_gid>\d+)[`']? is already in use",
    "already exists", "is not unique", "in use",
)  # fmt: skip
_FIRST_USER = "1000"
_LAST = 60


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    user = hit["uid"] or hit["busybox_uid"] or hit["debian_uid"]
    group = hit["gid"] or hit["busybox_gid"] or hit["debian_gid"]
    number, kind = (user, "user") if user else (group, "group")
    table = "passwd" if user else "group"
    return Told(
        cause=f"The {kind} id {number} belongs to another {kind} of the base image.",
        because=proofs((hit,)),
        advice=_advice(case, number),
        commands=(f"getent {table} {number}", f"grep :{number}: /etc/{table}"),
        confidence=0.95,
    )


def _advice(case: Case, number: str) -> str:
    if number != _FIRST_USER:
        return (
            "Take another id, use the one that is there, or allow it twice (`-o`); ids passed "
            "from a Mac (501, 20) or a CI runner often meet one of the image's own."
        )
    taken = {"node": "node", "ubuntu": "ubuntu"}
    name = next((user for word, user in taken.items() if word in case.base), "")
    owner = f"the user {name} of the image" if name else "the image's own user (node, ubuntu, …)"
    return (
        f"Use {owner}, or take it away before (`userdel -r {name or 'NAME'}`), or take another id; "
        "Ubuntu images have the user ubuntu with 1000 since 23.04."
    )


RULE = Rule(
    code="BB640",
    name="id-taken",
    title="The user or group id is taken",
    category=Category.USER_GROUP,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The base image has a user or group of that number already.",
        instruction="RUN groupadd -g 1000 depot",
        example="groupadd: GID '1000' already exists",
        fix="Take another id, reuse the existing user, or remove it before.",
        exit_code=4,
    ),
)
