"""The client may not read a part of the build context."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_SENDER = Signature(
    r"(?:error from sender: |failed to solve: |^)(?:open|lstat|read|readlink) "
    r"(?P<path>[^\n]+?): (?:permission denied|[Oo]peration not permitted|Access is denied)"
)
_LEGACY = Signature(
    r"[Ee]rror checking context: '?(?:no permission to read from|can't stat) '(?P<path>[^'\n]*)'"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LEGACY, _SENDER)
    if not heard or case.keyword == "RUN":
        return None
    path = heard["path"]
    if "/.docker/" in path:
        return None
    return Told(
        cause=f"`{path}` is in the build context, and you may not read it.",
        because=heard.because,
        advice=(
            "Name it in .dockerignore if the build does not need it (data of databases and logs "
            "often lie there), or change its owner or mode."
        ),
        confidence=0.93,
    )


RULE = Rule(
    code="BB112",
    name="context-unreadable",
    title="A part of the build context cannot be read",
    category=Category.PERMISSION,
    rank=Rank.SPECIFIC,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning=(
            "The client walks the whole context before it builds. A directory in it belongs to "
            "another user, often to a container that wrote data there."
        ),
        instruction="COPY . /srv/kiosk",
        example="error from sender: open /home/ann/kiosk/pgdata: permission denied",
        fix="Name the directory in .dockerignore, or make it readable.",
        exit_code=None,
    ),
)
