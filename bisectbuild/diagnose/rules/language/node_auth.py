"""A registry of npm packages wants a login."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.npm_log import NPM, PNPM
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    NPM + r"(?:code (?P<code>E401|E403|ENEEDAUTH)|(?P<number>40[13]) (?:Unauthorized|Forbidden"
    r"|Incorrect)"
    r"|(?:Unable to authenticate|Incorrect or missing password|need auth))"
    r"|" + PNPM + r"ERR_PNPM_FETCH_(?P<pnpm>40[13])"
    r"|^error An unexpected error occurred: \"(?P<yarn>https?://[^\"\n]+): (?:Request failed "
    r"\\?\"(?P<yarncode>"
    r"40[13])|authentication required)"
    r"|^[^\n]*YN0041:[^\n]*(?:Invalid authentication|authentication)",
    "code E40", "ENEEDAUTH", "Unauthorized", "Forbidden", "authenticate", "ERR_PNPM_FETCH_40",
    "Request failed", "YN0041", "need auth", "password", "authentication required",
)  # fmt: skip
_URL = Signature(
    r"(?:GET|PUT|at|from) (?P<url>https?://\S+)|(?P<other>https?://[^\s\"]+): Request failed",
    "http",
)
_SCOPED = re.compile(r"/(@[\w.-]+(?:/|%2[fF])[\w.-]+)")
_ENV = Signature(
    r"Failed to replace env in config: \$\{(?P<name>\w+)\}", "Failed to replace env in config"
)


def _check(case: Case) -> Told | None:
    hit, env = _LINE.last(case.log), _ENV.last(case.log)
    if hit is None and (env is None or ("npm ERR!" not in env.line and "rror" not in env.line)):
        return None
    hits = tuple(each for each in (env, hit) if each is not None)
    url = _URL.last(case.log) if hit is not None else None
    address = (url["url"] or url["other"]) if url is not None else ""
    # A login in the address is none of the reader's.
    host = address.split("//", 1)[-1].partition("/")[0].rpartition("@")[2] or "the registry"
    scoped = _SCOPED.search(address)
    package = scoped[1].replace("%2f", "/").replace("%2F", "/") if scoped else "the package"
    forbidden = hit is not None and "403" in hit.match[0]
    cause = f"{host[0].upper() if host.startswith('the') else host[0]}{host[1:]} " + (
        f"refuses {package} to this login (or address)" if forbidden else "wants a login"
    )
    if env is not None:
        cause += f", and the variable {env['name']} that .npmrc reads is not set in the build"
    elif not forbidden:
        cause += " that the build does not have, or that has run out"
    return Told(
        cause=f"{cause}.",
        because=proofs(hits),
        advice=(
            "Mount .npmrc or the token as a secret in this RUN "
            "(`RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci`, and `--secret "
            "id=npmrc,src=$HOME/.npmrc` on the command line); never pass it as ARG or COPY it."
        ),
        commands=("npm config get registry", "npm whoami", "ls -la .npmrc ~/.npmrc"),
        confidence=0.75 if forbidden else 0.93,
    )


RULE = Rule(
    code="BB465",
    name="node-auth",
    title="An npm registry wants a login",
    category=Category.REGISTRY_AUTH,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The build asks a registry for a package without a token, or with one that is not "
        "accepted: the login in the host's home is not in the build.",
        instruction="RUN npm ci",
        example="npm error code E401\nnpm error Unable to authenticate, your authentication token "
        "seems to be invalid.",
        fix="Mount the token as a secret in the RUN that installs.",
    ),
)
