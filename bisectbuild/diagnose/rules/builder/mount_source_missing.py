"""The source of a RUN's bind mount is missing."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import sources
from bisectbuild.diagnose.rules.builder.copy_source_missing import MISSING
from bisectbuild.diagnose.rules.builder.message import hear

_MOUNT_FROM = re.compile(r"--mount=\S*?\bfrom=([^,\s]+)")


def _check(case: Case) -> Told | None:
    heard = hear(case, *MISSING)
    if not heard or case.keyword != "RUN" or "--mount=" not in case.source:
        return None
    path = sources.plain(heard["path"])
    origin = _MOUNT_FROM.search(case.source)
    if origin:
        cause = f"The mount takes `/{path}` from `{origin[1]}`, which has no such path."
        advice = f"Look at the end of `{origin[1]}` where the file is, and correct `source=`."
        category = Category.STAGE_COPY_MISSING
    else:
        cause = f"The mount takes `{path}` from the build context, which does not show it."
        advice = "Put the file into the context, and see whether .dockerignore hides it."
        category = None
    return Told(
        cause=cause, because=heard.because, advice=advice, confidence=0.9, category=category
    )


RULE = Rule(
    code="BB108",
    name="mount-source-missing",
    title="The source of a bind mount is missing",
    category=Category.CTX_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning=(
            "`RUN --mount=type=bind` takes its source from the build context, or from the stage "
            "that `from=` names. The path is not there, or an ignore file hides it."
        ),
        instruction=(
            "RUN --mount=type=bind,source=uv.lock,target=uv.lock uv sync --locked --no-dev"
        ),
        example=(
            "failed to compute cache key: failed to calculate checksum of ref k4w1::t2x9: "
            '"/uv.lock": not found'
        ),
        fix="Put the file into the context, or correct `source=` and `from=`.",
        exit_code=None,
    ),
)
