"""There is no Dockerfile where the builder looks for it."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import sources
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_BUILDKIT = Signature(r"failed to read dockerfile: open (?P<path>[^\n:]+): no such file")
_FOLDER = Signature(r"failed to read dockerfile: read (?P<folder>[^\n:]+): is a directory")
_LEGACY = Signature(
    r"unable to evaluate symlinks in Dockerfile path: (?:lstat|CreateFile) (?P<path>[^\n]+?): "
)
_DAEMON = Signature(r"Cannot locate specified Dockerfile: (?P<path>[^\n]+)")
_OTHERS = Signature(
    r"failed to (?:read dockerfile|load cache key): (?:no such file|[^\n]*subdir not supported)"
    r"|no (?:Containerfile or Dockerfile|Dockerfile) specified or found in (?:context directory, )?"
    r"|please provide a valid path to a Dockerfile within the build context"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _BUILDKIT, _FOLDER, _LEGACY, _DAEMON, _OTHERS)
    if not heard:
        return None
    if folder := sources.in_image(heard["folder"]).strip("/"):
        cause = f"`{folder}` is a directory, and the builder wants the Dockerfile itself."
        advice = f"Give the file: `-f {folder}/Dockerfile`."
    else:
        given = heard["path"] or "Dockerfile"
        path = sources.in_image(given)
        path = given if path == given else path.strip("/")
        cause = f"There is no Dockerfile `{path}`."
        advice = (
            "Name it with `-f`, its path counted from where the command is given; "
            "upper and lower case count."
        )
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.96)


RULE = Rule(
    code="BB111",
    name="dockerfile-missing",
    title="There is no Dockerfile at that path",
    category=Category.CTX_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning=(
            "Without -f the builder reads `Dockerfile` in the root of the context. The file is "
            "called otherwise, lies elsewhere, or was never checked out."
        ),
        instruction="",
        example="failed to read dockerfile: open Dockerfile.kiosk: no such file or directory",
        fix="Name the file with `-f`.",
        exit_code=None,
    ),
)
