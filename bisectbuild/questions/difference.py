"""Where the layers of one image begin to differ from those of another, and how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.questions.created import alike, instruction
from bisectbuild.questions.size import shown
from bisectbuild.questions.words import one_line, typed

Kind = Literal["none", "contents", "size", "instruction", "missing", "added"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerEntry:
    """One entry of an image's history, from the base on.

    `size` in bytes; `diff_id` is "" where it is `empty` or not known.
    """

    created_by: str
    size: int = 0
    diff_id: str = ""
    empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """Where two images part: the first `same` entries of both are alike.

    `ours` and `theirs` are the entries that follow, None where an image has no more.
    """

    same: int
    kind: Kind
    ours: LayerEntry | None = None
    theirs: LayerEntry | None = None


def layers_title(image: str) -> str:
    """Give what a person reads."""
    return typed("--layers-diff", image)


def entries(
    history: Iterable[tuple[str, int, bool]], diff_ids: Sequence[str]
) -> tuple[LayerEntry, ...]:
    """Join a history (created by, bytes, whether it is empty) with the layers' ids.

    Both from the base on; an empty entry has no id of its own.
    """
    ids = iter(diff_ids)
    return tuple(
        LayerEntry(created_by=by, size=size, diff_id="" if empty else next(ids, ""), empty=empty)
        for by, size, empty in history
    )


def compare(ours: Sequence[LayerEntry], theirs: Sequence[LayerEntry]) -> Divergence:
    """Find where two images begin to differ. Layers with the same id hold the same."""
    for number, (mine, other) in enumerate(zip(ours, theirs, strict=False)):
        kind = _kind(mine, other)
        if kind != "none":
            return Divergence(same=number, kind=kind, ours=mine, theirs=other)
    same = min(len(ours), len(theirs))
    if len(ours) > same:
        return Divergence(same=same, kind="added", ours=ours[same])
    if len(theirs) > same:
        return Divergence(same=same, kind="missing", theirs=theirs[same])
    return Divergence(same=same, kind="none")


def layers_answer(point: Sequence[LayerEntry], other: Sequence[LayerEntry], image: str) -> Answer:
    """Answer for a point: good while its layers are those that the other image begins with."""
    found = compare(point, other)
    verdict = Verdict.GOOD if found.ours is None else Verdict.BAD
    return Answer(verdict=verdict, output=described(found, image))


def described(found: Divergence, image: str) -> tuple[str, ...]:
    """Write how far two images are the same, and how they go on; `image` names the other."""
    name = one_line(image)
    entries = "entry" if found.same == 1 else f"{found.same} entries"
    if found.kind == "none":
        return (f"all the same as {name}: {entries}",)
    until = f"the same as {name} for the first {entries}" if found.same else f"not based as {name}"
    return (until, *_parting(found))


def _parting(found: Divergence) -> tuple[str, ...]:
    match (found.ours, found.theirs):
        case (LayerEntry() as mine, None):
            return (f"then there is more here: {_told(mine)}",)
        case (None, LayerEntry() as other):
            return (f"then there is more there: {_told(other)}",)
        case (LayerEntry() as mine, LayerEntry() as other):
            return _apart(found.kind, mine, other)
        case _:
            return ()


def _apart(kind: Kind, mine: LayerEntry, other: LayerEntry) -> tuple[str, ...]:
    if kind == "instruction":
        return f"then here: {_told(mine)}", f"and there: {_told(other)}"
    left = "other contents"
    if kind == "size":
        left = f"{shown(mine.size)} here and {shown(other.size)} there"
    return (f"then the same instruction left {left}: {instruction(mine.created_by)}",)


def _kind(mine: LayerEntry, other: LayerEntry) -> Kind:
    if mine.diff_id and mine.diff_id == other.diff_id:
        return "none"
    if not alike(mine.created_by, other.created_by):
        return "instruction"
    if mine.size != other.size:
        return "size"
    return "contents" if mine.diff_id and other.diff_id else "none"


def _told(entry: LayerEntry) -> str:
    size = "" if entry.empty else f" ({shown(entry.size)})"
    return f"{instruction(entry.created_by)}{size}"
