"""A file of the context went away, or is of a kind that cannot be sent, while it was sent."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_REQUEST = Signature(r"invalid file request (?P<path>[^\n]+?)(?:: |$)")
_GONE = Signature(r"error from sender: (?:open|lstat) (?P<path>[^\n]+?): no such file or directory")
_TAR = Signature(
    r"[Cc]an't add file (?P<path>[^\n]+?) to tar: (?P<why>archive/tar: [^\n]+|[^\n]+)"
    r"|archive/tar: (?:write too long|missed writing \d+ bytes|sockets not supported"
    r"|unknown file mode [^\n]+)"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _REQUEST, _GONE, _TAR)
    if not heard or case.keyword == "RUN":
        return None
    path = heard["path"]
    named = f"`{path}`" if path else "A file of the build context"
    return Told(
        cause=f"{named} changed, went away or could not be read as a file while it was sent.",
        because=heard.because,
        advice=(
            "Stop what writes there and build again, or name it in .dockerignore; "
            "links and sockets that lead nowhere are best left out of the context."
        ),
        confidence=0.75,
    )


RULE = Rule(
    code="BB113",
    name="context-changed",
    title="The build context changed while it was sent",
    category=Category.CTX_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning=(
            "The builder asked for a file that the client had listed and could not give any "
            "more: a program writes into the context, or the entry is a link, a socket or a "
            "placeholder of a synchronised folder."
        ),
        instruction="COPY . /srv/kiosk",
        example="invalid file request cache/session/9f2c",
        fix="Leave caches, links and sockets out of the context with .dockerignore.",
        exit_code=None,
    ),
)
