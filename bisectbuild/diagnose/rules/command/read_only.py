"""Something may only be read: a mount of the build, or a whole file system."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?P<before>.*?)(?:: |\(os error 30\)|\[Errno 30\] )?Read-only file system"
    r"|EROFS: read-only file system, \w+ '(?P<node>[^'\n]+)'",
    "ead-only file system",
)
_PATH = Signature(r"(?P<path>/[^\s'\"`‘’:]+)")  # noqa: RUF001 - the quotes that coreutils prints
_LAST = 40
_KERNEL = ("/proc", "/sys")


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    named = _PATH.pattern.findall(hit.line)
    path = hit["node"] or (named[-1] if named else "")
    return Told(
        cause=f"{path or 'A path that the step writes'} lies on something that may only be read.",
        because=proofs((hit,)),
        advice=_advice(case, path),
        commands=("mount | grep -w ro", f"ls -ld {path or '.'}"),
        confidence=0.85,
    )


def _advice(case: Case, path: str) -> str:
    if path.startswith(_KERNEL):
        return (
            "The kernel's settings cannot be changed while an image is built: set them where the "
            "container runs (`--sysctl`), and take the line away."
        )
    if "--mount=type=bind" in case.source:
        return "A bind mount may only be read: add `rw` to it (`--mount=type=bind,rw,…`)."
    if "--mount" in case.source:
        return "A mount of the step may only be read: take `ro` away, or write elsewhere."
    return "Write to a path inside the image; /sys, /proc/sys and mounted files may only be read."


RULE = Rule(
    code="BB633",
    name="read-only",
    title="The step writes to something that may only be read",
    category=Category.PERMISSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Bind mounts of a RUN, secrets, and the kernel's files under /proc/sys and /sys may "
            "only be read while an image is built."
        ),
        instruction="RUN --mount=type=bind,source=.,target=/src make -C /src",
        example="mkdir: cannot create directory '/src/out': Read-only file system",
        fix="Add `rw` to the bind mount, or write to a path of the image.",
    ),
)
