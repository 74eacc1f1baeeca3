"""COPY --from asks another stage or image for a path that it does not have."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import sources
from bisectbuild.diagnose.rules.builder.copy_source_missing import MISSING
from bisectbuild.diagnose.rules.builder.makers import hiding_maker, silent_maker
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

# Docker 20.10 and later say this of a stage; of the context they say more.
_LEGACY = Signature(r"(?:COPY|ADD) failed: stat (?P<path>[^\n]+?): (?:file does not exist|no such)")


def _check(case: Case) -> Told | None:
    heard = hear(case, *MISSING, _LEGACY)
    origin = sources.taken_from(case)
    if not heard or not origin or case.keyword == "RUN":
        return None
    path = "/" + sources.plain(sources.in_image(heard["path"]))
    name = path.rstrip("/").rpartition("/")[2]
    because = heard.because
    if found := silent_maker(case):
        maker, proof = found
        line = maker.instruction.span.start
        cause = (
            f"The stage `{origin}` has no `{path}` at its end: the RUN on line {line} printed an"
            " error and yet ended well."
        )
        advice = f"Let that RUN fail where its command fails (no `|| true`, no `;`): line {line}."
        because = (*because, proof)
    elif _is_image(origin):
        cause = f"The image `{origin}` has no `{path}`."
        advice = "Correct the path or the tag of the image: files move between releases."
    else:
        cause = f"The stage `{origin}` has no `{path}` at its end."
        hiding = hiding_maker(case)
        where = f" on line {hiding.instruction.span.start}" if hiding else ""
        advice = (
            f"Open a shell at the end of the stage and run `find / -name '{name}'`: the path is "
            f"another there, or a RUN{where} that should make it failed without saying so."
        )
    return Told(cause=cause, because=because, advice=advice, confidence=0.93)


def _is_image(origin: str) -> bool:
    return any(sign in origin for sign in "/:@.")


RULE = Rule(
    code="BB107",
    name="stage-file-missing",
    title="COPY --from finds no such file in the other stage",
    category=Category.STAGE_COPY_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The path is looked for in the finished stage or image, not in the build context. "
            "A build there put its result elsewhere, or made none and still ended well."
        ),
        instruction="COPY --from=compile /src/dist/kioskd /usr/local/bin/",
        example='failed to calculate checksum of ref k4w1::t2x9: "/src/dist/kioskd": not found',
        fix="Look at the end of that stage where the file is, and correct the path.",
        exit_code=None,
    ),
)
