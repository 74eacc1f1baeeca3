"""The owner that `--chown` names cannot be looked up."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_INDEX = Signature(r"invalid (?:user|group) index: -1")
_LEGACY = Signature(
    r"unable to convert uid/gid chown string to host mapping: "
    r"can't find [ug]id for (?P<kind>user|group) (?P<name>[^\s:]+)"
)
_PASSWD = Signature(r"unable to find (?P<kind>user|group) (?P<name>[^\s:]+): no matching entries")
_CHOWN = re.compile(r"--chown=(\S+)")


def _check(case: Case) -> Told | None:
    heard = hear(case, _INDEX, _LEGACY) or (
        hear(case, _PASSWD) if case.keyword in {"COPY", "ADD"} else None
    )
    if not heard:
        return None
    chown = _CHOWN.search(case.source)
    name = heard["name"] or (chown[1] if chown else "")
    if heard["name"].startswith("$"):
        cause = f"`--chown` is given `{name}`, which this builder does not replace by its value."
        advice = "Write the name or the number itself, or build with BuildKit."
    elif "--link" in case.source or not heard["name"]:
        cause = (
            f"`--chown={name}` is a name, and with --link or on scratch no image tells its number."
        )
        advice = "Write numbers (`--chown=1000:1000`), or leave --link out."
    else:
        kind = heard["kind"]
        cause = f"The image has no {kind} `{name}` at this point, and `--chown` asks for it."
        advice = f"Create the {kind} in a RUN before, or write its number."
    return Told(
        cause=cause,
        because=heard.because,
        advice=advice,
        commands=("cat /etc/passwd", "cat /etc/group"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB106",
    name="copy-unknown-owner",
    title="COPY --chown names a user or group that cannot be looked up",
    category=Category.USER_GROUP,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Names are looked up in /etc/passwd and /etc/group of the image as it is at that "
            "line. With --link there is no image to look into, so only numbers work."
        ),
        instruction="COPY --link --chown=kiosk:kiosk app/ /srv/kiosk/",
        example="invalid user index: -1",
        fix="Create the user before the COPY, or give numbers.",
        exit_code=None,
    ),
)
