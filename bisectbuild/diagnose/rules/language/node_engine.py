"""A package, or the project, wants another Node than the image has."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.npm_log import NPM, PNPM
from bisectbuild.diagnose.signature import Hit, Signature

_YARN = Signature(
    r"^error (?P<who>\S+?): The engine \"(?P<engine>\w+)\" is incompatible with this module\. "
    r"Expected "
    r"version \"(?P<wants>[^\"\n]+)\"\.(?: Got \"(?P<has>[^\"\n]+)\")?",
    "is incompatible with this module",
)
_NPM = Signature(
    NPM
    + r"(?:engine|notsup) (?:Unsupported engine for|Not compatible with your version of node/npm:) "
    r"(?P<who>[^\s:]+):? ?(?:wanted: \{\"(?P<engine>\w+)\":\"(?P<wants>[^\"\n]+)\"[^\n]*"
    r"\(current: \{[^\n]*?\"node\":\"(?P<has>[\d.]+)\")?",
    "nsupported engine for",
    "Not compatible with your version",
)
_REQUIRED = Signature(
    NPM + r"(?:engine|notsup) Required: \{\"(?P<engine>\w+)\":\"(?P<wants>[^\"\n]+)\"",
    "Required: {",
)
_ACTUAL = Signature(
    NPM + r"(?:engine|notsup) Actual: +\{[^\n]*?\"node\":\"v?(?P<has>[\d.]+)\"", "Actual: "
)
_PNPM = Signature(
    PNPM + r"ERR_PNPM_UNSUPPORTED_ENGINE\]?[^\n]*\n(?:[^\n]*\n){0,6}?[^\n]*Expected version: "
    r"(?P<wants>[^\n]+)\n[^\n]*Got: (?P<has>[^\n]+)",
    "ERR_PNPM_UNSUPPORTED_ENGINE",
)


def _check(case: Case) -> Told | None:
    yarn = _YARN.last(case.log)
    if yarn is not None:
        return _told(yarn["who"], yarn["engine"], yarn["wants"], yarn["has"], (yarn,))
    pnpm = _PNPM.last(case.log)
    if pnpm is not None:
        engine = "pnpm" if "pnpm version" in pnpm.match[0] else "node"
        return _told("The project", engine, pnpm["wants"], pnpm["has"], (pnpm,))
    hit = _NPM.last(case.log)
    if hit is None:
        return None
    required, actual = _REQUIRED.last(case.log), _ACTUAL.last(case.log)
    wants = hit["wants"] or (required["wants"] if required else "")
    engine = hit["engine"] or (required["engine"] if required else "node")
    has = hit["has"] or (actual["has"] if actual else "")
    hits = tuple(each for each in (hit, required, actual) if each is not None)
    return _told(hit["who"], engine, wants, has, hits)


def _told(who: str, engine: str, wants: str, has: str, hits: tuple[Hit, ...]) -> Told:
    name = {"node": "Node"}.get(engine, engine)
    wants, has = wants.strip(), has.strip()
    needs = f"needs {name} {wants}" if wants else f"does not support this image's {name}"
    change = (
        "take a base image whose Node fits (`FROM node:…`)"
        if engine == "node"
        else f"install that {engine}"
    )
    return Told(
        cause=f"{who} {needs}" + (f", and the image has {has}." if has else "."),
        because=proofs(hits),
        advice=(
            f"{change[0].upper()}{change[1:]}, or pin a release that supports this one. With "
            "yarn 1, `--ignore-engines` only hides it."
        ),
        commands=("node --version", "npm --version"),
        confidence=0.96,
    )


RULE = Rule(
    code="BB456",
    name="node-engine",
    title="A package wants another Node version",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="`engines` in package.json excludes the image's Node; yarn, pnpm and a strict npm "
        "stop at that.",
        instruction="RUN yarn install",
        example='error applecart@4.0.0: The engine "node" is incompatible with this module. '
        'Expected version ">=20". Got "18.19.1"\nerror Found incompatible module.',
        fix="Change the tag of the Node image, or pin an older release.",
    ),
)
