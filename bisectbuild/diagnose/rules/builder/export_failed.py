"""All steps passed, and the result could not be written."""

from __future__ import annotations

from bisectbuild.builder import FailureKind
from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_PATH = Signature(
    r"(?:open|mkdir|create|lchown|chown|symlink|rename) (?P<path>[^\n:]+): "
    r"(?P<why>permission denied|no such file or directory|not a directory|is a directory"
    r"|read-only file system|[Oo]peration not permitted|file exists|file name too long)"
)
_TAG = Signature(
    r"(?P<tag>invalid (?:tag|reference)[^\n]*|invalid argument \"[^\"\n]*\" for \"-t[^\n]*)"
)
_LINE = Signature(
    r"failed to (?:export|load|copy to|write)[^\n]*|error (?:exporting|writing)[^\n]*"
    r"|unable to (?:export|load)[^\n]*|dest (?:file|directory)[^\n]*"
)


def _check(case: Case) -> Told | None:
    if case.kind is not FailureKind.EXPORT and "failed to export" not in case.message:
        return None
    if heard := hear(case, _PATH):
        cause = (
            f"All steps passed, but the result cannot be written: {heard['path']}: {heard['why']}."
        )
        advice = "Choose another --output, or make the place writable; `rm` what is in its way."
        return Told(cause=cause, because=heard.because, advice=advice, confidence=0.85)
    if heard := hear(case, _TAG):
        cause = f"All steps passed, but the tag cannot be used: {heard['tag'][:120]}."
        advice = "Correct what stands behind -t: lower case, `name:tag`."
        return Told(cause=cause, because=heard.because, advice=advice, confidence=0.85)
    heard = hear(case, _LINE)
    if not heard:
        return None
    return Told(
        cause="All steps passed, but the builder could not write the result.",
        because=heard.because,
        advice="Look at the disk (`docker system df`), then build again: the steps are cached.",
        confidence=0.6,
    )


RULE = Rule(
    code="BB193",
    name="export-failed",
    title="The result could not be written",
    category=Category.EXPORT_PUSH,
    rank=Rank.GENERIC,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="The image is built, and the builder could not store, load or unpack it.",
        instruction="",
        example="failed to export image: failed to create image: unknown reason",
        fix="Look at disk and output; the steps themselves are cached.",
        exit_code=None,
    ),
)
