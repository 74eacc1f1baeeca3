"""The builder that is used cannot make what is asked for."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_DRIVER = Signature(
    r"(?P<what>[A-Z][\w -]*?) is (?:currently )?not supported for the (?P<driver>[\w-]+) driver"
    r"|(?P<old>[Mm]ultiple platforms|[Cc]ache export|OCI exporter|[\w ]+?)(?: feature)? is "
    r"currently not supported for (?P<other>[\w-]+) driver",
    "not supported for",
)
_MANIFESTS = Signature(
    r"docker exporter does not (?:currently )?support exporting (?P<what>manifest lists)"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _DRIVER, _MANIFESTS)
    if not heard or case.exit_code is not None:
        return None
    what = (heard["what"] or heard["old"]).strip()
    if what == "manifest lists":
        cause = "An image of several platforms cannot be loaded into this engine's image store."
        advice = "Push it (`--push`), build for one platform, or use the containerd image store."
    else:
        driver = heard["driver"] or heard["other"]
        cause = f"A builder of the kind `{driver}` cannot do this: {what}."
        advice = (
            "Make another builder (`docker buildx create --use`), or turn the engine's containerd "
            "image store on; in CI, set up buildx before the build."
        )
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.97)


RULE = Rule(
    code="BB192",
    name="driver-unsupported",
    title="This kind of builder cannot make what is asked for",
    category=Category.EXPORT_PUSH,
    rank=Rank.SPECIFIC,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning=(
            "The builder within the engine (driver docker) cannot build for several platforms, "
            "export caches or add attestations, unless the containerd image store is on."
        ),
        instruction="",
        example=(
            "Multi-platform build is not supported for the docker driver.\n"
            "Switch to a different driver, or turn on the containerd image store, and try again."
        ),
        fix="Use a builder of its own: `docker buildx create --use`.",
        exit_code=None,
    ),
)
