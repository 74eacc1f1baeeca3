"""A pattern of COPY or ADD fits no file."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import sources
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LEGACY = Signature(r"(?i)(?:COPY|ADD) failed: no source files (?:were )?specified")
_BUILDAH = Signature(
    r'no (?:items matching glob|files found matching) "(?P<pattern>[^"\n]+)"'
    r'|copier: stat: \["(?P<stat>[^"\n]+)"\]: no such file'
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LEGACY, _BUILDAH)
    if not heard:
        return None
    patterns = [word for word in sources.written(case) if set("*?[") & set(word)]
    named = heard["pattern"] or heard["stat"] or ", ".join(patterns)
    stage = sources.taken_from(case)
    where = f"the stage `{stage}`" if stage else "the build context"
    return Told(
        cause=f"No file in {where} fits `{named}`." if named else f"No file in {where} fits.",
        because=heard.because,
        advice="Correct the pattern, put the files there, or see whether .dockerignore hides them.",
        confidence=0.95,
        category=Category.STAGE_COPY_MISSING if stage else None,
    )


RULE = Rule(
    code="BB103",
    name="copy-pattern-nothing",
    title="The pattern of a COPY fits no file",
    category=Category.CTX_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning=(
            "The legacy builder and buildah refuse a pattern that fits nothing. BuildKit copies "
            "nothing and goes on; there, a later step misses the files."
        ),
        instruction="COPY wheels/*.whl /tmp/wheels/",
        example="COPY failed: no source files were specified",
        fix="Correct the pattern, or put the files into the context.",
        exit_code=None,
    ),
)
