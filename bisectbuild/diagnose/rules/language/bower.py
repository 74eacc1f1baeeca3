"""bower stops: as root, without git, or for a package that is not there."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:.{0,40}[ \t])?bower[ \t]+(?:\S+[ \t]+)?(?P<code>ESUDO|ENOGIT|ENOTFOUND|ENORESTARGET"
    r"|ECONFLICT|ECMDERR|"
    r"EINVRES|ENOENT|EHTTP)[ \t]+(?P<what>[^\n]+)",
    "bower",
)


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    hit = hits[-1]
    code, what = hit["code"], hit["what"].strip().rstrip(".")
    advice, category, confidence = {
        "ESUDO": ("Write `bower install --allow-root`.", Category.ENV_POLICY, 0.97),
        "ENOGIT": ("Install git before this step.", Category.TOOL_MISSING, 0.97),
        "ENOENT": ("COPY bower.json before this step.", Category.FILE_MISSING, 0.9),
        "ECONFLICT": ("Add `resolutions` to bower.json.", Category.PKG_CONFLICT, 0.93),
        "ECMDERR": (
            (
                "git failed there: see its lines; `git config --global url.https://.insteadOf "
                "git://` "
                "helps where the git:// protocol is refused."
            ),
            Category.VCS,
            0.75,
        ),
    }.get(
        code,
        (
            "bower is no longer developed and packages leave it: take that one from npm.",
            Category.PKG_NOT_FOUND,
            0.85,
        ),
    )
    return Told(
        cause=f"bower stopped ({code}): {what}.",
        because=proofs(hits),
        advice=advice,
        commands=("bower --version", "which git", "ls -la bower.json"),
        confidence=confidence,
        category=category,
    )


RULE = Rule(
    code="BB474",
    name="bower",
    title="bower stops",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="bower refuses to run as root, needs git, and asks a registry from which many "
        "packages are gone.",
        instruction="RUN bower install",
        example="bower ESUDO         Cannot be run with sudo",
        fix="Pass --allow-root, install git, or replace bower by npm.",
    ),
)
