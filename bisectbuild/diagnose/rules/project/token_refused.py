"""A service outside wants a token, and the step has none or a wrong one."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?P<text>Authentication failed\. Please check the API token on \S+"
    r"|[Aa]uth token is required for this request.*"
    r"|(?:[Ii]nvalid|[Bb]ad|[Mm]issing|[Ee]xpired) (?:API|api|auth|access|authentication|license)"
    r"[ -](?:[Tt]oken|[Kk]ey)\b.*"
    r"|No (?:existing )?credentials found\. Please log ?in.*"
    r"|Unable to locate credentials\b.*|The security token included in the request is \w+"
    r"|Could not load the default credentials.*"
    r"|You (?:are|need to be|must be) (?:not )?logged in\b.*)$",
    "oken", "redentials", "logged in", " key", " Key",
)  # fmt: skip
_LAST = 40


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None or "arn" in hit.line[:10]:
        return None
    text = hit["text"][:140].rstrip(".!")
    return Told(
        cause=f"A service wants a login that the step does not have: {text}.",
        because=proofs((hit,)),
        advice=(
            "Pass the token to this RUN alone: `RUN --mount=type=secret,id=token,env=NAME …` and "
            "`docker build --secret id=token,env=NAME`; or switch the call off in builds."
        ),
        commands=("env | cut -d= -f1 | sort",),
        confidence=0.75,
    )


RULE = Rule(
    code="BB733",
    name="token-refused",
    title="A service wants a token",
    category=Category.APP_CONFIG,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "A script of the project calls a service (upload of source maps, a scanner, a cloud) "
            "that wants a login. Builds have no logins unless they are handed in."
        ),
        instruction="RUN npm run build",
        example="error: Auth token is required for this request. Please run `denctl login`",
        fix="Pass the token by a secret mount, or switch the call off in builds.",
    ),
)
