"""A static file or asset that the project names is not there."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?:Missing staticfiles manifest entry for '(?P<manifest>[^'\n]+)'"
    r"|MissingFileError: The file '(?P<whitenoise>[^'\n]+)' could not be found"
    r"|Sprockets::FileNotFound: couldn't find file '(?P<sprockets>[^'\n]+)'"
    r"|[Tt]he asset [\"'](?P<rails>[^\"'\n]+)[\"'] is not present in the asset pipeline"
    r"|File to import not found or unreadable: (?P<sass>\S+)"
    r"|Vite manifest not found at: (?P<vite>\S+)|Mix manifest (?P<mix>not found|does not exist)"
    r"|Unable to locate (?:file in Vite manifest|Mix file): (?P<entry>\S+)"
    r"|Can't find (?:file|stylesheet) (?:to import|with)\W+(?P<import>\S*))",
    "manifest", "MissingFileError", "FileNotFound", "asset pipeline", "not found or unreadable",
    "Mix", "Can't find",
)  # fmt: skip
_LAST = 80


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    name = next(filter(None, hit.match.groups()), "a manifest").rstrip(".")
    return Told(
        cause=f"The project names the static file {name}, which is not among its assets.",
        because=proofs((hit,)),
        advice=(
            "Build the assets before this line (npm, yarn), copy what that stage made "
            "(`COPY --from`), and see that .dockerignore does not leave the sources out."
        ),
        commands=("ls public static assets app/assets 2>/dev/null",),
        confidence=0.8,
    )


RULE = Rule(
    code="BB781",
    name="asset-missing",
    title="A static file of the project is missing",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="A template or style sheet names a file that was not copied or not generated.",
        instruction="RUN python manage.py collectstatic --noinput",
        example="ValueError: Missing staticfiles manifest entry for 'den/lynx.css'",
        fix="Generate or copy the file before this line.",
    ),
)
