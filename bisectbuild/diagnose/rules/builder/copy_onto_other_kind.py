"""COPY meets a file where it brings a directory, or a directory where it brings a file."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import sources
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_FILE_THERE = Signature(r"cannot copy to non-directory: (?P<path>[^\s:]+)")
_FOLDER_THERE = Signature(
    r"cannot replace to directory (?P<path>\S+) with file"
    r"|cannot overwrite directory '?(?P<other>[^\s']+)'? with non-directory"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _FILE_THERE, _FOLDER_THERE)
    if not heard:
        return None
    path = sources.in_image(heard["path"] or heard["other"])
    if "non-directory:" in heard.match[0]:
        cause = f"`{path}` is a file in the image, and COPY brings a directory there."
        advice = "Copy to another path, or remove the file in a RUN before."
    else:
        cause = (
            f"`{path}` is a directory in the image, and COPY brings a file or link of that name."
        )
        advice = "Copy to another path, or remove the directory in a RUN before."
    if "node_modules" in path:
        advice = "Write `node_modules` into .dockerignore: the packages of the image must stay."
    return Told(
        cause=cause,
        because=heard.because,
        advice=advice,
        commands=(f"ls -ld {path}",),
        confidence=0.95,
    )


RULE = Rule(
    code="BB105",
    name="copy-onto-other-kind",
    title="COPY meets a file where a directory should go, or the reverse",
    category=Category.FS,
    rank=Rank.SPECIFIC,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning=(
            "A directory cannot take the place of a file, nor a file or link that of a directory. "
            "Often node_modules of the context is copied over the one that the image installed."
        ),
        instruction="COPY . /srv/kiosk",
        example=(
            "cannot replace to directory /var/lib/docker/overlay2/q7/merged/srv/kiosk/"
            "node_modules/left-hand with file"
        ),
        fix="Keep the path out of the context with .dockerignore, or copy elsewhere.",
        exit_code=None,
    ),
)
