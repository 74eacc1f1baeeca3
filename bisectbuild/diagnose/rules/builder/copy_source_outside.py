"""A source of COPY or ADD climbs out of the build context."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import sources
from bisectbuild.diagnose.rules.builder.copy_source_missing import MISSING
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_FORBIDDEN = Signature(r"[Ff]orbidden path outside the build context: (?P<path>\S+)")


def _check(case: Case) -> Told | None:
    forbidden = hear(case, _FORBIDDEN)
    heard = forbidden or hear(case, *MISSING)
    if not heard or case.keyword == "RUN" or sources.taken_from(case):
        return None
    path = sources.climbing(case, heard["path"]) or (forbidden["path"] if forbidden else "")
    if not path:
        return None
    return Told(
        cause=f"`{path}` lies outside the build context, and COPY cannot leave it.",
        because=heard.because,
        advice=(
            "Give docker build the parent directory as context (`docker build -f app/Dockerfile .`)"
            " and write the path from there, or name it with `--build-context`."
        ),
        confidence=0.95,
    )


RULE = Rule(
    code="BB102",
    name="copy-source-outside",
    title="COPY reaches outside the build context",
    category=Category.CTX_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The builder is sent the context alone. BuildKit cuts `../` off a source and then "
            "finds nothing; the legacy builder refuses the path."
        ),
        instruction="COPY ../common/logging.conf /etc/kiosk/",
        example='failed to compute cache key: "/common/logging.conf": not found',
        fix="Build with a context that holds the file, and write its path from there.",
        exit_code=None,
    ),
)
