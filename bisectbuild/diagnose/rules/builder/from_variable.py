"""`--from=` holds a variable."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_OLD = Signature(r"'(?P<name>[^'\n]+)' doesn't support variable expansion, define alias stage")
_NEW = Signature(r"variable expansion is not supported for (?P<name>--?[\w=]+)")
_LEGACY = Signature(r"invalid from flag value (?P<name>\$\{?\w+\}?)")


def _check(case: Case) -> Told | None:
    heard = hear(case, _OLD, _NEW, _LEGACY)
    if not heard or case.exit_code is not None:
        return None
    return Told(
        cause=f"`{heard['name']}` may not hold a variable: --from is read as written.",
        because=heard.because,
        advice=(
            "Give the image a stage of its own: `FROM image:${VERSION} AS tools`, and then "
            "`--from=tools`."
        ),
        confidence=0.97,
    )


RULE = Rule(
    code="BB164",
    name="from-variable",
    title="--from may not hold a variable",
    category=Category.ARG_ENV,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Variables are replaced in FROM, not in `COPY --from=` and `--mount=…from=`.",
        instruction="COPY --from=tide:$VERSION /tide /bin/",
        example="'tide:$VERSION' doesn't support variable expansion, define alias stage instead",
        fix="Name the image in a FROM of its own, and copy from that stage.",
        exit_code=None,
    ),
)
