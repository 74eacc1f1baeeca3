"""`--from=` names no stage, so the builder looked for an image of that name."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import stage_names
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_DENIED = Signature(r"pull access denied for (?P<name>[^\s,]+)")
_BUILDKIT = Signature(r"(?P<name>[\w./-]+(?::[\w.-]+)?): pull access denied", "pull access denied")
_FOUND = Signature(r"(?P<name>[\w.-]+(?:/[\w.-]+)+:[\w.-]+): not found", ": not found")
_MANIFEST = Signature(r"manifest for (?P<name>\S+) not found")
_LEGACY = Signature(
    r"invalid from flag value (?P<name>[A-Za-z][^\s:]*): (?!refers to|(?:index )?out)"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LEGACY, _DENIED, _BUILDKIT, _FOUND, _MANIFEST)
    if not heard or case.exit_code is not None:
        return None
    name = stage_names.meant(case, heard["name"])
    if not name:
        return None
    known = stage_names.names(case)
    if name.lower() in known:
        cause = (
            f"`from={name}` means a stage that comes later in the file, so an image was asked for."
        )
        advice = f"Put the stage `{name}` above the stage that copies from it."
    elif near := stage_names.near(case, name):
        cause = f"No stage is called `{name}`, so the builder asked for an image of that name."
        advice = f"Write `from={near}`, or name the stage with `AS {name}`."
    else:
        cause = f"No stage is called `{name}`, so the builder asked for an image of that name."
        advice = f"Name the stage with `FROM … AS {name}`, or correct `from=`."
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.92)


RULE = Rule(
    code="BB163",
    name="stage-unknown",
    title="A stage's name was taken for an image",
    category=Category.STAGE_GRAPH,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "`COPY --from=x` takes x for a stage if one above is called so, else for an image. "
            "The stage is misspelt, missing, or comes later in the file."
        ),
        instruction="COPY --from=biulder /out/kioskd /usr/local/bin/",
        example=(
            "biulder: failed to resolve source metadata for docker.io/library/biulder:latest: "
            "pull access denied, repository does not exist or may require authorization: "
            "server message: insufficient_scope: authorization failed"
        ),
        fix="Correct the name behind `--from=`, or give the stage that name with AS.",
        exit_code=None,
    ),
)
