"""The image is stored in a form that newer engines no longer read."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import images
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"media type \"application/vnd\.docker\.distribution\.manifest\.v1\S* is no longer supported"
    r"|manifest version 2, schema 1 support (?:is disabled|has been removed|is removed)"
    r"|missing signature key|(?:not implemented: media type|manifest\.v1\+prettyjws not supported)"
    r"|(?:schema1|Schema 1) (?:manifest|image)[^\n]*(?:not supported|unsupported)"
)
_NAMED = Signature(r"Suggest the author of (?P<name>\S+) to upgrade")


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    named = hear(case, _NAMED)
    name = images.short(named["name"]) if named else images.base_of(case)
    image = f"`{name}`" if name else "The base image"
    return Told(
        cause=f"{image} is stored in the old form `schema 1`, which this engine no longer reads.",
        because=heard.because,
        advice=(
            "Take a newer tag or another image: this one is many years old. With an older engine "
            "it can be pulled and pushed again in the new form."
        ),
        confidence=0.97,
    )


RULE = Rule(
    code="BB133",
    name="image-format-old",
    title="The base image is stored in a form that is no longer read",
    category=Category.FROM_NOT_FOUND,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Images pushed before about 2017 may be stored as schema 1. Docker 28.2 and later, "
            "and containerd 2.1, no longer read them."
        ),
        instruction="FROM annsgarden/gardener:0.1",
        example=(
            'not implemented: media type "application/vnd.docker.distribution.manifest.v1+'
            'prettyjws" is no longer supported since containerd v2.1, please rebuild the image'
        ),
        fix="Take a newer image.",
        exit_code=None,
    ),
)
