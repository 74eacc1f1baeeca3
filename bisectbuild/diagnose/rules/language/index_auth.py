"""An index of Python packages, or composer's, or bundler's, wants a login."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature

_FORMS = (
    (
        "pip",
        Signature(
            pip_log.ERROR
            + r"(?:HTTP error )?(?P<code>40[13]) (?:while getting |Client Error: \w+ for "
            r"url: )\w+://(?:[^/\s@]*@)?(?P<host>[^/\s:@]+)"
            r"|^[ \t]*WARNING: (?P<none>40[13]) Error, Credentials not correct for \w+://"
            r"(?:[^/\s@]*@)?(?P<place>[^/\s:]+)(?=[\s\S]{0,4000}?\(from versions: none\))"
            r"|^User for (?P<asked>[\w.-]+):(?=[\s\S]{0,4000}?EOFError)",
            "while getting",
            "Client Error",
            "User for ",
            "Credentials not correct",
        ),
    ),
    (
        "bundler",
        Signature(
            r"^(?:Authentication is required for|Bad username or password for|HTTP 401 "
            r"Unauthorized "
            r"for) (?:\w+://)?(?:[^/\s@]*@)?(?P<host>[^/\s]+?)\.?(?:/\S*|\s|$)",
            "Authentication is required",
            "Bad username or password",
            "401 Unauthorized",
        ),
    ),
    (
        "composer",
        Signature(
            r"(?:Could not authenticate against|Invalid credentials \(HTTP (?P<code>40[13])\) for "
            r"'\w+:(?://)?) ?(?P<host>[\w.-]+)"
            r"|URL required authentication\.\s*$",
            "Could not authenticate",
            "Invalid credentials",
            "URL required authentication",
        ),
    ),
    (
        "uv",
        Signature(
            r"HTTP status client error \((?P<code>40[13]) \w+\) for url \(\w+://(?:[^/\s@]*@)?(?P<host>[^/\s)@]+)",
            "HTTP status client error",
        ),
    ),
)


def _check(case: Case) -> Told | None:
    for tool, form in _FORMS:
        hit = form.last(case.log)
        if hit is None:
            continue
        groups = hit.match.groupdict()
        host = groups.get("host") or groups.get("asked") or groups.get("place") or ""
        place = f"the index at {host}" if host else "its index"
        refused = groups.get("code") == "403"
        return Told(
            cause=f"{place.capitalize() if not host else 'The index at ' + host} "
            f"{'refuses' if refused else 'wants a login for'} what {tool} asks of it, and the "
            "build has none that it takes.",
            because=proofs((hit,)),
            advice=(
                "Give the login to this RUN as a secret (`RUN --mount=type=secret,id=…` and "
                "`docker build --secret id=…,src=…`), never as ARG, ENV or in the file that is "
                "copied; if one is given, see whether it has run out."
            ),
            commands=("env | grep -ci -e index -e token -e auth", "ls -la ~ /run/secrets"),
            confidence=0.6 if refused else 0.85,
        )
    return None


RULE = Rule(
    code="BB412",
    name="index-auth",
    title="A package index wants a login",
    category=Category.REGISTRY_AUTH,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The build asks a private index for packages and gives no login, or one that is "
        "not accepted: what the host has in its home is not in the build.",
        instruction="RUN pip install --index-url https://wheels.example/simple inhouse",
        example="ERROR: HTTP error 401 while getting https://wheels.example/simple/inhouse/",
        fix="Mount the login as a secret in the RUN that needs it.",
    ),
)
