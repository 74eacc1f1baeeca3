"""USER names somebody whom the image does not know."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"(?:unable to find|linux spec user: unable to find) (?P<kind>user|group) (?P<name>[^\s:]*): "
    r"no matching entries in (?P<file>passwd|group) file"
    r"|(?P<ids>uids and gids must be in range 0-2147483647)"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.keyword in {"COPY", "ADD"}:
        return None
    if heard["ids"]:
        return Told(
            cause="USER gives a number that is no user's: it must be from 0 to 2147483647.",
            because=heard.because,
            advice="Correct the number, or the value of the variable behind USER.",
            confidence=0.95,
        )
    kind, name = heard["kind"], heard["name"]
    return Told(
        cause=f"The image has no {kind} `{name}`, as whom the step should run.",
        because=heard.because,
        advice=(
            f"Create the {kind} before the USER line (Debian: `useradd -r {name}`, Alpine: "
            f"`adduser -S {name}`), or give a number."
        ),
        commands=("cat /etc/passwd",),
        confidence=0.96,
    )


RULE = Rule(
    code="BB178",
    name="user-unknown",
    title="USER names somebody whom the image does not know",
    category=Category.USER_GROUP,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "USER itself checks nothing. The first RUN after it fails if the name is not in "
            "/etc/passwd of the image."
        ),
        instruction="RUN tide init",
        example="unable to find user kiosk: no matching entries in passwd file",
        fix="Create the user before USER, or give a number.",
        exit_code=None,
    ),
)
