"""A file or directory that the engine mounts is to be replaced or removed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?:Device or resource busy|Resource busy|EBUSY: resource busy or locked).*$", "busy"
)
_PATH = Signature(r"(?P<path>/[^\s'\"`‘’:]+)")  # noqa: RUF001 - the quotes that coreutils prints
_ENGINE = ("/etc/hosts", "/etc/resolv.conf", "/etc/hostname")


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None:
        return None
    paths = _PATH.pattern.findall(hit.line)
    path = next((name for name in paths if name in _ENGINE), paths[-1] if paths else "A path")
    return Told(
        cause=f"{path} is mounted, so it can be neither replaced nor removed.",
        because=proofs((hit,)),
        advice=_advice(case, path),
        commands=("mount | tail -n 20",),
        confidence=0.85,
    )


def _advice(case: Case, path: str) -> str:
    if path in _ENGINE:
        return (
            f"The engine makes {path} anew for each container: take the line away, and use "
            "`--add-host` or `--dns` where the container runs (`sed -i` replaces a file, too)."
        )
    if "--mount" in case.source:
        return "It is a `--mount` of this RUN: write below it, not the directory itself."
    return "Empty the directory in place of removing it, or choose another path."


RULE = Rule(
    code="BB662",
    name="mounted-file-busy",
    title="A mounted file cannot be replaced",
    category=Category.FS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The engine mounts /etc/hosts, /etc/resolv.conf and /etc/hostname into each step, and "
            "`--mount` other paths. What is mounted cannot be renamed or removed."
        ),
        instruction="RUN sed -i 's/a/b/' /etc/hosts",
        example="sed: cannot rename /etc/sedX1y2z3: Device or resource busy",
        fix="Leave the engine's files alone; use `--add-host` for hosts.",
        exit_code=4,
    ),
)
