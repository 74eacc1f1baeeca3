"""corepack cannot give the package manager that the project asks for."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_KEY = Signature(
    r"(?:Error|Internal Error)[^\n]*: Cannot find matching keyid: (?P<json>\{[^\n]{0,40})"
    r"|Cannot find matching keyid",
    "Cannot find matching keyid",
)
_MANAGER = Signature(
    r"^[^\n]*This project(?:'s package\.json defines \"packageManager\": \"(?:yarn|pnpm|npm)@"
    r"|(?: is configured to use) )(?P<wants>[\w.+-]+)\"?[^\n]*?"
    r"(?:the current global version of (?P<tool>\w+) is (?P<has>[\d.]+\d)|$)",
    "This project",
)
_SPEC = Signature(
    r"Usage Error: (?:No package manager specified|Failed to parse the package manager spec|"
    r"Unsupported package manager specification)[^\n]*"
    r"|Internal Error: Error when performing the request to (?P<url>\S+?)(?:;|$)",
    "Usage Error: ",
    "Internal Error: Error when performing the request",
)


def _check(case: Case) -> Told | None:
    key = _KEY.last(case.log)
    if key is not None:
        return Told(
            cause="The image's corepack is older than the keys that package managers are signed "
            "with now, and refuses what it downloads.",
            because=proofs((key,)),
            advice=(
                "Renew it first: `npm install -g corepack@latest && corepack enable`; or install "
                "the manager without it (`npm install -g pnpm@VERSION`)."
            ),
            commands=("corepack --version", "node --version"),
            confidence=0.98,
            fault=Fault.WORLD,
        )
    manager = _MANAGER.last(case.log)
    if manager is not None and ("packageManager" in manager.line or manager["has"]):
        return _other_manager(manager)
    spec = _SPEC.last(case.log)
    return _refused(spec) if spec is not None else None


def _other_manager(hit: Hit) -> Told:
    tool = (hit["tool"] or "manager").lower()
    has = f", and the image has {hit['has']}" if hit["has"] else ""
    return Told(
        cause=f"package.json asks for {tool} {hit['wants']} (packageManager){has}.",
        because=proofs((hit,)),
        advice=(
            "Add `RUN corepack enable` before the install (Node 25 and later come without it: "
            "`npm install -g corepack` first)."
        ),
        commands=("grep packageManager package.json", "which -a yarn pnpm corepack"),
        confidence=0.96,
        category=Category.RUNTIME_VERSION,
    )


def _refused(hit: Hit) -> Told:
    if hit["url"]:
        return Told(
            cause=f"corepack could not download the package manager from {hit['url']}.",
            because=proofs((hit,)),
            advice=(
                "Try again; behind a mirror or proxy set COREPACK_NPM_REGISTRY, or install the "
                "manager in a step of its own."
            ),
            commands=("npm config get registry", "env | grep -i proxy"),
            confidence=0.75,
            fault=Fault.WORLD,
            category=Category.NETWORK,
        )
    return Told(
        cause=f"corepack cannot tell which package manager to use: {hit.line.strip()[:160]}.",
        because=proofs((hit,)),
        advice='Write an exact version into package.json: `"packageManager": "pnpm@10.2.0"`.',
        commands=("grep packageManager package.json",),
        confidence=0.9,
        category=Category.APP_CONFIG,
    )


RULE = Rule(
    code="BB470",
    name="corepack",
    title="corepack cannot give the package manager",
    category=Category.ENV_POLICY,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="corepack downloads the manager that package.json names and checks its signature; "
        "old corepacks do not know today's keys.",
        instruction="RUN corepack enable && pnpm install",
        example='Error: Cannot find matching keyid: {"signatures":[{"sig":"MEUC","keyid":'
        '"SHA256:x"}]',
        fix="Update corepack, or install the manager without it.",
    ),
)
