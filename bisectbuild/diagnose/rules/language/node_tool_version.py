"""npm, pnpm, yarn, or a build tool says that this Node is too old for it."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.npm_log import NPM
from bisectbuild.diagnose.signature import Signature

_FORMS: Final = (
    Signature(
        r"^ERROR: (?P<who>npm v[\d.]+) is known not to run on Node\.js v(?P<has>[\d.]+\d)\.?[^\n]*?"
        r"(?:supports the following node versions: `?(?P<wants>[^`\n]+)`?)",
        "is known not to run on Node.js",
    ),
    Signature(
        r"^ERROR: (?P<who>npm) (?:v[\d.]+ )?(?:is known not to run on|does not support) Node\.js "
        r"v?(?P<has>[\d.]*\d)",
        "is known not to run on Node.js",
        "does not support Node.js",
    ),
    Signature(
        r"^(?:ERROR: |error: )?This version of (?P<who>\w+) requires at least Node\.js "
        r"v(?P<wants>[\d.]+)"
        r"\s+The current version of Node\.js is v(?P<has>[\d.]+)",
        "requires at least Node.js",
    ),
    Signature(
        r"^Node\.js version v(?P<has>[\d.]+) detected\.\s+(?P<who>The Angular CLI) requires a "
        r"minimum "
        r"Node\.js version of (?:either )?(?P<wants>v[^\n]+?)\.?$",
        "The Angular CLI requires",
    ),
    Signature(
        r"^You are using Node\.js (?P<has>[\d.]+)\. For (?P<who>Next\.js), Node\.js version "
        r"\"?(?P<wants>[^\"\n]+?)\"? is required",
        "For Next.js, Node.js version",
    ),
    Signature(
        r"^[ \t]*You are using Node\.js (?P<has>[\d.]+)\. (?P<who>Vite|\w+) requires Node\.js "
        r"version "
        r"(?P<wants>[^\n]+?)\. ",
        "requires Node.js version",
    ),
    Signature(
        r"^(?:[ \t]*error:? )?(?P<who>[\w@./-]+) requires (?:at least )?Node(?:\.js)? (?:version )?"
        r"(?P<wants>[>=^~ ]*v?\d[\d.x]*(?: or (?:higher|later|newer))?)[^\n]{0,60}?(?:you "
        r"(?:are using|have)|"
        r"current(?:ly)?)[^\n]{0,30}?v?(?P<has>\d+[\d.]*)",
        "requires ",
    ),
)
_ALIAS = Signature(
    NPM + r"Unsupported URL Type \"?(?P<kind>npm|workspace|catalog|link|portal|patch):\"?: "
    r"?(?P<spec>\S+)",
    "Unsupported URL Type",
)
_ANCIENT = Signature(NPM + r"code (?P<code>EMISSINGARG|E405)$", "code EMISSINGARG", "code E405")


def _check(case: Case) -> Told | None:
    for form in _FORMS:
        hit = form.last(case.log)
        if hit is not None:
            groups = hit.match.groupdict()
            wants = (groups.get("wants") or "").strip()
            has = (groups.get("has") or "").strip(".")
            wants += " or later" if wants[:1].isdigit() else ""
            return Told(
                cause=f"{hit['who']} does not run on this image's Node {has}"
                + (f": it needs {wants}." if wants else "."),
                because=proofs((hit,)),
                advice=(
                    "Take a base image with a newer Node, or pin the tool to a version for this "
                    "one instead of `latest`."
                ),
                commands=("node --version", "npm --version"),
                confidence=0.95,
            )
    return _old_client(case)


def _old_client(case: Case) -> Told | None:
    alias, ancient = _ALIAS.last(case.log), _ANCIENT.last(case.log)
    hit = alias or ancient
    if hit is None:
        return None
    kind = hit.match.groupdict().get("kind") or "npm"
    if kind != "npm":
        tool = "pnpm or yarn" if kind == "workspace" else {"catalog": "pnpm"}.get(kind, "yarn")
        return Told(
            cause=f"npm cannot read the dependency {hit['spec']}: `{kind}:` is {tool}'s.",
            because=proofs((hit,)),
            advice=f"Install with {tool}, whose project this is, instead of npm.",
            commands=("grep -n packageManager package.json", "ls *lock*"),
            confidence=0.93,
            category=Category.APP_CONFIG,
        )
    return Told(
        cause="The image's npm is too old for a dependency of today: it cannot read aliases "
        "(`npm:`) or scoped names.",
        because=proofs((hit,)),
        advice=(
            "Take a base image with a newer Node and its npm (npm 6.9 reads aliases), or pin the "
            "dependencies to versions of that time; on such a Node `npm@latest` does not install."
        ),
        commands=("node --version", "npm --version"),
        confidence=0.9 if alias else 0.8,
    )


RULE = Rule(
    code="BB457",
    name="node-tool-version",
    title="A Node tool does not run on this Node",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="`npm install -g npm@latest`, pnpm, or a build tool brought a version that needs "
        "a newer Node than the image has; or npm itself is too old for today's packages.",
        instruction="RUN npm install -g pnpm && pnpm install",
        example="ERROR: This version of pnpm requires at least Node.js v18.12\n"
        "The current version of Node.js is v16.20.2",
        fix="Take a newer Node image, or pin the tool.",
    ),
)
