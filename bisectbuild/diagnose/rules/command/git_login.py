"""git was asked for a login over HTTPS, and nobody is there to give it."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.git_log import repository
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"(?:fatal|remote|error): (?:could not read (?P<what>Username|Password) for '[^'\n]+'"
    r"|(?P<denied>Authentication failed for '[^'\n]+')|(?P<basic>HTTP Basic: Access denied)"
    r"|(?P<gone>Support for password authentication was removed)"
    r"|(?P<write>Write access to repository not granted)"
    r"|(?P<token>Invalid username or (?:password|token))"
    r"|unable to access '[^'\n]+': The requested URL returned error: (?P<status>40[13]))",
    "could not read", "Authentication failed", "Access denied", "Support for password",
    "not granted", "Invalid username", "unable to access",
)  # fmt: skip
_LAST = 120


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    url = repository(case, hit)
    asked = bool(hit["what"])
    refused = "the server refuses it" if hit["status"] else "the login that was given is refused"
    why = "the server asks for a login" if asked else refused
    return Told(
        cause=f"git cannot fetch {url or 'a repository'}: {why}.",
        because=proofs((hit,)),
        advice=(
            "The repository is private, or it does not exist (any more): servers ask for a login "
            "for both. For a private one pass a token by `RUN --mount=type=secret,id=token` and "
            "git's `url.….insteadOf` or a credential helper; correct the URL otherwise."
            if asked
            else "Make a new token with the right to read it, and pass it by a secret mount; "
            "passwords are no longer taken by the large hosts."
        ),
        commands=(f"git ls-remote {url}",) if url else (),
        confidence=0.85,
    )


RULE = Rule(
    code="BB685",
    name="git-login",
    title="git needs a login for a repository",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The server wants a name and a token. Repositories that were removed or renamed answer "
            "in the same way, so as not to tell that they ever were."
        ),
        instruction="RUN git clone https://code.example/depot/otter.git",
        example=(
            "Cloning into 'otter'...\n"
            "fatal: could not read Username for 'https://code.example': No such device or address"
        ),
        fix="Correct the URL, or pass a token by a secret mount.",
        exit_code=128,
    ),
)
