"""What stands behind FROM is no name of an image."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import images
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_STAGE = Signature(
    r'failed to parse stage name "(?P<name>[^"\n]*)": invalid reference format(?P<why>[^\n]*)'
)
_PLAIN = Signature(r"invalid reference format(?P<why>[^\n]*)")
# Marks that other tools replace before a build: %%X%%, __X__, #X#, @X@, {{X}}, <X>.
_MARK: Final = re.compile(r"%%\w+%%|__\w+__|#\w+#|@\w+@|\{\{[^}]*\}\}|<[^>]+>|^[A-Z][A-Z0-9_]+$")


def _check(case: Case) -> Told | None:
    heard = hear(case, _STAGE, _PLAIN)
    if not heard or case.exit_code is not None:
        return None
    written = images.base_of(case) if case.keyword == "FROM" else ""
    name = written or heard["name"]
    if not name or "$" in written:
        return None
    if mark := _MARK.search(name):
        holds = "is" if mark[0] == name else f"holds `{mark[0]}`,"
        cause = f"`{name}` {holds} a mark that some tool should have replaced first."
        advice = "Run the project's own build script, or make the Dockerfile from its template."
    elif "lowercase" in heard["why"]:
        cause = f"`{name}` is no name of an image: it must be in lower case."
        advice = f"Write `{name.lower()}`, if that is meant."
    else:
        cause = f"`{name}` is no name of an image."
        advice = "Write `[host/]name[:tag]`; an empty tag or a space is often the reason."
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.93)


RULE = Rule(
    code="BB137",
    name="base-name-invalid",
    title="What FROM names is no name of an image",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "A name of an image has lower-case parts with slashes, and a tag. Capitals, empty "
            "tags and marks of a template are refused."
        ),
        instruction="FROM AnnsGarden/gardener:2",
        example=(
            'failed to parse stage name "AnnsGarden/gardener:2": invalid reference format: '
            "repository name (AnnsGarden/gardener) must be lowercase"
        ),
        fix="Correct the name; if the file is a template, make the real file first.",
        exit_code=None,
    ),
)
