"""A source of COPY or ADD is not in the build context, as the builder sees it."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.facts import Source
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import sources
from bisectbuild.diagnose.rules.builder.message import Heard, hear
from bisectbuild.diagnose.signature import Signature

# BuildKit; its older words for folders; the legacy builder by version; kaniko; buildah.
MISSING = (
    Signature(r'"(?P<path>/[^"\n]*)"(?: not found)?: not found'),
    Signature(r"failed to walk \S*?buildkit-mount\d+/(?P<path>[^\s:]+): lstat"),
    Signature(r"(?:^|cache key: )lstat (?P<path>[^\s:]+): no such file or directory"),
    Signature(r"(?:COPY|ADD) failed: .*?stat \S*/docker-builder\d+/(?P<path>.+?): no such file"),
    Signature(
        r"(?:COPY|ADD) failed: CreateFile \S*?(?:docker-builder\d+|Volume\{[^}\n]+\})\\"
        r"(?P<path>.+?): The system cannot find"
    ),
    Signature(r"excluded by \.dockerignore: stat (?P<path>.+?): file does not exist"),
    Signature(
        r"failed to get fileinfo for (?:/kaniko/(?:buildcontext|\d+)|/workspace)?"
        r"(?P<path>/[^\s:]+): lstat"
    ),
    Signature(r'copier: stat: "(?P<path>/[^"\n]+)": no such file'),
)


def _check(case: Case) -> Told | None:
    heard = hear(case, *MISSING)
    if not heard or case.keyword == "RUN" or sources.taken_from(case):
        return None
    path = heard["path"]
    if sources.climbing(case, path):
        return None
    source = sources.known(case, path)
    return _known(source, heard) if source else _guess(path, heard)


def _known(source: Source, heard: Heard) -> Told:
    """Say which of the reasons the context itself shows."""
    path = sources.plain(source.path)
    if source.ignored_by:
        cause = f"`{path}` is in the build context, but `{source.ignored_by}` hides it."
        advice = f"Add the line `!{path}` after that one, or make the pattern narrower."
        return Told(cause=cause, because=heard.because, advice=advice, confidence=0.97)
    if source.other_case:
        cause = f"`{path}` is not in the build context: it is called `{source.other_case}` there."
        advice = f"Write `{source.other_case}`: upper and lower case count in the builder."
        return Told(cause=cause, because=heard.because, advice=advice, confidence=0.97)
    if source.exists:
        cause = f"`{path}` is on disk now, but the builder did not find it in the build context."
        advice = (
            "Build again; if it stays, look whether it is a link that leads out of the context."
        )
        return Told(cause=cause, because=heard.because, advice=advice, confidence=0.5)
    return Told(
        cause=f"`{path}` is not in the build context{_elsewhere(source)}.",
        because=heard.because,
        advice=_advice(source, path),
        confidence=0.95,
    )


def _elsewhere(source: Source) -> str:
    if source.stages:
        return f", but the stage `{source.stages[0]}` has it"
    return f"; `{source.near[0]}` is" if source.near else ""


def _advice(source: Source, path: str) -> str:
    if source.stages:
        return f"Copy it from there: `COPY --from={source.stages[0]} …`."
    if source.near:
        return f"Correct the path to `{source.near[0]}`, or put the file there."
    return f"Put it into the context, or correct the path.{sources.hint(path)}"


def _guess(path: str, heard: Heard) -> Told:
    shown = sources.plain(path)
    return Told(
        cause=f"`{shown}` is not in the build context, or an ignore file hides it.",
        because=heard.because,
        advice=(
            f"Look for `{shown}` in the directory given to docker build (paths count from there, "
            f"not from the Dockerfile) and in .dockerignore.{sources.hint(path)}"
        ),
        confidence=0.85,
    )


RULE = Rule(
    code="BB101",
    name="copy-source-missing",
    title="COPY finds no such file in the build context",
    category=Category.CTX_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning=(
            "COPY and ADD see the build context alone: the directory given to docker build, less "
            "what .dockerignore hides. The path is not there, or hidden, or written in other case."
        ),
        instruction="COPY settings/kiosk.toml /etc/kiosk/",
        example=(
            "failed to compute cache key: failed to calculate checksum of ref "
            'k4w1::t2x9: "/settings/kiosk.toml": not found'
        ),
        fix="Correct the path or the ignore file; paths count from the root of the context.",
        exit_code=None,
    ),
)
