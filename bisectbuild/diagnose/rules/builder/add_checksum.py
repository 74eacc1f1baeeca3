"""What ADD fetched is not what `--checksum` says."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(r"digest mismatch (?P<got>sha\d+:[0-9a-f]{8,}): (?P<want>sha\d+:[0-9a-f]{8,})?")
_SHOWN = 19


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.keyword == "FROM":
        return None
    got, want = heard["got"][:_SHOWN], heard["want"][:_SHOWN]
    if not want:
        return Told(
            cause=f"The builder lost the digest of a file that it had fetched before ({got}…).",
            because=heard.because,
            advice="Build again, if need be with --no-cache.",
            confidence=0.6,
            fault=Fault.MACHINE,
            category=Category.BUILDER_INTERNAL,
        )
    return Told(
        cause=f"ADD got {got}…, and --checksum asks for {want}….",
        because=heard.because,
        advice=(
            "Find out whether the file was meant to change; if so, write its new digest, "
            "if not, do not use it."
        ),
        confidence=0.95,
    )


RULE = Rule(
    code="BB117",
    name="add-checksum",
    title="ADD fetched something else than its checksum says",
    category=Category.CHECKSUM,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The file behind the URL is not the one whose digest stands in the Dockerfile.",
        instruction=f"ADD --checksum=sha256:{'4e' * 32} https://files.example/kiosk.bin /kiosk",
        example=f"digest mismatch sha256:{'91' * 32}: sha256:{'4e' * 32}",
        fix="Compare with what the publisher says, then change URL or digest.",
        exit_code=None,
    ),
)
