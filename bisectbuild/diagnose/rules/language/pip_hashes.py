"""pip's hash checking: a file is not what the requirements say, or has no hash at all."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature

_DIFFERS = Signature(
    pip_log.ERROR + r"THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE"
    r"[^\n]*\n(?P<what>[^\n]+)",
    "DO NOT MATCH THE HASHES",
)
_MISSING = Signature(
    pip_log.ERROR + r"(?:Hashes are required in --require-hashes mode"
    r"|In --require-hashes mode, all requirements must have their versions pinned)"
    r"[^\n]*\n(?P<what>[^\n]+)",
    "require-hashes mode",
)
_UV = Signature(r"(?:^|[ \t])Hash mismatch for `(?P<what>[^`\n]+)`", "Hash mismatch for")
_POETRY = Signature(
    r"Hash for (?P<what>[\w.-]+ \([^)\n]+\)) from archive \S+ not found in known hashes",
    "not found in known hashes",
)


def _check(case: Case) -> Told | None:
    for form in (_DIFFERS, _UV, _POETRY):
        hit = form.last(case.log)
        if hit is not None:
            what = hit["what"].strip().rstrip(":").partition(" from ")[0]
            return Told(
                cause=f"The file that was downloaded for {what} has another hash than the one "
                "that is pinned.",
                because=proofs((hit,)),
                advice=(
                    "Lock the requirements anew if the release was replaced or has more files "
                    "now; if not, a mirror, proxy or cache gave other bytes: try without it "
                    "(`--no-cache-dir`)."
                ),
                confidence=0.9,
            )
    missing = _MISSING.last(case.log)
    if missing is None:
        return None
    what = missing["what"].strip().split(" --hash")[0]
    return Told(
        cause=f"pip checks hashes here, and {what} is not pinned with one.",
        because=proofs((missing,)),
        advice=(
            "Generate the file anew with hashes for all of it, dependencies too "
            "(`pip-compile --generate-hashes`), or leave all hashes out."
        ),
        confidence=0.95,
        category=Category.LOCKFILE_MISMATCH,
    )


RULE = Rule(
    code="BB407",
    name="pip-hashes",
    title="A Python package's hash is not the pinned one",
    category=Category.CHECKSUM,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="With hashes in the requirements, pip takes nothing whose hash differs or is not "
        "listed.",
        instruction="RUN pip install --require-hashes -r requirements.txt",
        example="ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If "
        "you have updated the package versions, please update the hashes.\n"
        "    limeparse==1.2 from https://files.example/limeparse-1.2.tar.gz:\n"
        "        Expected sha256 0a1b\n             Got        2c3d",
        fix="Lock anew, or find out why a mirror gives another file.",
    ),
)
