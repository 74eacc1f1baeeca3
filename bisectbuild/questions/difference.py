"""Where the layers of one image begin to differ from those of another, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.questions.created import alike, instruction
from bisectbuild.questions.size import shown
from bisectbuild.questions.words import one_line, typed

Kind = Literal["none", "contents", "size", "instruction", "missing", "added", "unknown"]

# A layer that changes nothing; builders differ in whether they keep one.
_NOTHING = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"


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

    `ours` and `theirs` are the entries that follow, None where an image has no more. The kind
    `unknown` is that of entries which may hold the same or not, where nothing else parts the two.
    """

    same: int
    kind: Kind
    ours: LayerEntry | None = None
    theirs: LayerEntry | None = None


def layers_title(image: str) -> str:
    """Give what a person reads."""
    return typed("--layers-diff", image)


def entries(
    history: Sequence[tuple[str, int, bool | None]], diff_ids: Sequence[str]
) -> tuple[LayerEntry, ...]:
    """Join a history (created by, bytes, whether it is empty) with the layers' ids.

    Both from the base on; an empty entry has no id of its own. Of an entry of which it is not
    known (None) the number of ids may tell; where it does not, what is beyond all such entries,
    seen from either end, still has its id.
    """
    empty = _decided([row[2] for row in history], len(diff_ids))
    filled = empty.count(False)
    if not filled <= len(diff_ids) <= filled + empty.count(None):
        diff_ids = [""] * filled  # It is the history of something else.
    known = _known_ids(empty, diff_ids)
    return tuple(
        LayerEntry(created_by=by, size=size, diff_id=diff_id, empty=bool(none))
        for (by, size, _), diff_id, none in zip(history, known, empty, strict=True)
    )


def _decided(empty: Sequence[bool | None], ids: int) -> list[bool | None]:
    """Say of entries that may be empty what they are, where the number of ids leaves no choice."""
    filled, unsure = empty.count(False), empty.count(None)
    if ids not in {filled, filled + unsure}:
        return list(empty)
    return [ids == filled if none is None else none for none in empty]


def _known_ids(empty: Sequence[bool | None], diff_ids: Sequence[str]) -> list[str]:
    """Give the id of each entry, "" for an empty one and where it is not known."""
    known = [""] * len(empty)
    for ways, ids in ((1, list(diff_ids)), (-1, list(reversed(diff_ids)))):
        left = iter(ids)
        for at in range(len(empty))[::ways]:
            if empty[at] is None:
                break
            if not empty[at]:
                known[at] = next(left, "")
    return known


def compare(ours: Sequence[LayerEntry], theirs: Sequence[LayerEntry]) -> Divergence:
    """Find where two images begin to differ. Layers with the same id hold the same."""
    unknown: Divergence | None = None
    for number, (mine, other) in enumerate(zip(ours, theirs, strict=False)):
        found = Divergence(same=number, kind=_kind(mine, other), ours=mine, theirs=other)
        if found.kind == "unknown":
            unknown = unknown or found
        elif found.kind != "none":
            return found
    same = min(len(ours), len(theirs))
    if len(ours) > same:
        return Divergence(same=same, kind="added", ours=ours[same])
    if unknown is not None:
        return unknown
    if len(theirs) > same:
        return Divergence(same=same, kind="missing", theirs=theirs[same])
    return Divergence(same=same, kind="none")


def layers_answer(point: Sequence[LayerEntry], other: Sequence[LayerEntry], image: str) -> Answer:
    """Answer for a point: good while its layers are those that the other image begins with.

    It is skipped where that cannot be told: a point is never called good for what is not known.
    """
    found = compare(point, other)
    if found.kind == "unknown":
        reason = "its history does not tell which layer is whose, so they cannot be compared"
        return Answer(verdict=Verdict.SKIP, reason=reason, output=described(found, image))
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
    if kind == "unknown":
        left = "what cannot be compared"
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
    one, two = (_NOTHING if entry.empty else entry.diff_id for entry in (mine, other))
    if one and two:
        return "none" if one == two else "contents"
    return "unknown"


def _told(entry: LayerEntry) -> str:
    size = "" if entry.empty else f" ({shown(entry.size)})"
    return f"{instruction(entry.created_by)}{size}"
