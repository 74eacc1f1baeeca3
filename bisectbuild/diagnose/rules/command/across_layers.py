"""A directory of a lower layer cannot be renamed on this storage driver."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?:[Ii]nvalid cross-device link|EXDEV: cross-device link not permitted"
    r"|EXDEV, cross-device link|Errno::EXDEV|error: unable to move .* cross-device).*$"
    r"|^mv: (?:cannot|can't) (?:move|remove|rename) .*: Directory not empty$",
    "ross-device", "EXDEV", "Directory not empty",
)  # fmt: skip
_PATH = Signature(r"['‘](?P<path>/[^'’\n]+)['’]")  # noqa: RUF001 - the quotes that coreutils prints
_LAST = 40


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    found = _PATH.within(hit.line)
    path = found["path"] if found else "A directory"
    return Told(
        cause=f"{path} cannot be renamed, since it lies in a layer below or on another mount.",
        because=proofs((hit,)),
        advice=(
            "Copy and remove it (`cp -a OLD NEW && rm -rf OLD`) in place of a rename, or do it in "
            "the RUN that made it; a cache mount is another file system too."
        ),
        commands=("df . /tmp", "mount | head -n 5"),
        confidence=0.8,
    )


RULE = Rule(
    code="BB663",
    name="across-layers",
    title="A directory cannot be renamed across layers or mounts",
    category=Category.FS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "On overlay file systems a directory of an earlier layer cannot be renamed, and no "
            "file can be renamed from one mount to another."
        ),
        instruction="RUN npm install -g npm",
        example="npm error EXDEV: cross-device link not permitted, rename '/lib/a' -> '/lib/b'",
        fix="Copy and remove in place of renaming, in one RUN.",
    ),
)
