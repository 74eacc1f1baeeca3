from __future__ import annotations

from dataclasses import replace

import pytest

from bisectbuild.bisection.verdict import Verdict
from bisectbuild.questions.difference import (
    LayerEntry,
    compare,
    described,
    entries,
    layers_answer,
    layers_title,
)

BASE = LayerEntry(created_by="", size=1_980_000, diff_id="sha256:base")
RUN = LayerEntry(created_by="RUN /bin/sh -c make # buildkit", size=20, diff_id="sha256:a")
ENV = LayerEntry(created_by="ENV A=b", empty=True)
COPY = LayerEntry(created_by="COPY x /x # buildkit", size=3, diff_id="sha256:c")
IMAGE = (BASE, RUN, ENV, COPY)


def told(ours: tuple[LayerEntry, ...], theirs: tuple[LayerEntry, ...] = IMAGE) -> str:
    """Compare, and write it on one line."""
    return "; ".join(described(compare(ours, theirs), "app:1"))


def test_the_same_layers_are_all_the_same() -> None:
    """Nothing follows."""
    assert compare(IMAGE, IMAGE).kind == "none"
    assert told(IMAGE) == "all the same as app:1: 4 entries"


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4])
def test_an_image_that_is_a_part_of_the_other_is_good(length: int) -> None:
    """It is what the other begins with, and the rest is told."""
    answer = layers_answer(IMAGE[:length], IMAGE, "app:1")

    assert answer.verdict is Verdict.GOOD
    assert compare(IMAGE[:length], IMAGE).same == length


def test_an_image_that_goes_on_where_the_other_ends_is_bad() -> None:
    """With what it has more."""
    assert layers_answer(IMAGE, IMAGE[:3], "app:1").verdict is Verdict.BAD
    assert told(IMAGE, IMAGE[:3]) == (
        "the same as app:1 for the first 3 entries; then there is more here: COPY x /x (3 B)"
    )
    assert "then there is more there: ENV A=b" in told(IMAGE[:2])


def test_another_instruction_is_told_beside_the_one_that_was() -> None:
    """From there on nothing is compared."""
    ours = (BASE, RUN, replace(ENV, created_by="ENV A=c"), COPY)

    assert compare(ours, IMAGE).kind == "instruction"
    assert told(ours) == (
        "the same as app:1 for the first 2 entries; then here: ENV A=c; and there: ENV A=b"
    )


def test_the_same_instruction_may_leave_another_size_or_other_contents() -> None:
    """Layers with other ids are other layers."""
    larger = (BASE, replace(RUN, size=2000, diff_id="sha256:b"), ENV, COPY)
    other = (BASE, replace(RUN, diff_id="sha256:b"), ENV, COPY)

    assert compare(larger, IMAGE).kind == "size"
    assert told(larger).endswith("the same instruction left 2 kB here and 20 B there: RUN make")
    assert compare(other, IMAGE).kind == "contents"
    assert told(other).endswith("the same instruction left other contents: RUN make")
    assert layers_answer(other, IMAGE, "app:1").verdict is Verdict.BAD


def test_another_base_is_said_to_be_so() -> None:
    """Then nothing is the same."""
    ours = (replace(BASE, created_by="FROM x", diff_id="sha256:z"), *IMAGE[1:])

    assert told(ours).startswith("not based as app:1; ")


def test_layers_that_hold_the_same_are_the_same_however_they_were_made() -> None:
    """A comment in a RUN changes nothing."""
    ours = (BASE, replace(RUN, created_by="RUN make # now"), ENV, COPY)

    assert compare(ours, IMAGE).kind == "none"


def test_where_ids_are_not_known_only_another_instruction_or_size_tells() -> None:
    """What may hold the same or not is not called the same."""
    ours = tuple(replace(entry, diff_id="") for entry in IMAGE)
    larger = (ours[0], replace(ours[1], size=21))

    assert compare(ours, IMAGE).kind == "unknown"
    answer = layers_answer(ours, IMAGE, "app:1")
    assert answer.verdict is Verdict.SKIP
    assert "cannot be compared" in answer.reason
    assert compare(larger, IMAGE).kind == "size"
    assert layers_answer(larger, IMAGE, "app:1").verdict is Verdict.BAD
    assert layers_answer((*ours, RUN), IMAGE, "app:1").verdict is Verdict.BAD


def test_a_layer_that_changes_nothing_is_the_same_as_none() -> None:
    """One builder keeps it, the other does not."""
    nothing = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
    kept, none = replace(RUN, size=0, diff_id=nothing), replace(RUN, size=0, empty=True, diff_id="")

    assert compare((kept,), (none,)).kind == "none"
    assert compare((replace(kept, diff_id="sha256:d"),), (none,)).kind == "contents"


@pytest.mark.parametrize(
    ("empty", "ids", "known"),
    [
        ((False, None, False), "ab", ["a", "", "b"]),
        ((False, None, False), "abc", ["a", "b", "c"]),
        ((False, None, None, False), "abc", ["a", "", "", "c"]),
        ((False, True, False, None, False, None), "abcd", ["a", "", "b", "", "", ""]),
        ((False, None), "", ["", ""]),
        ((False, None), "abc", ["", ""]),
    ],
)
def test_the_number_of_ids_tells_which_entries_are_empty(
    empty: tuple[bool | None, ...], ids: str, known: list[str]
) -> None:
    """Where it does not, those before and behind all that may be empty still have theirs."""
    found = entries([("RUN a", 0, none) for none in empty], list(ids))

    assert [entry.diff_id for entry in found] == known


def test_ids_belong_to_the_entries_that_are_not_empty() -> None:
    """A history with too few ids is not that of these layers."""
    history = [(entry.created_by, entry.size, entry.empty) for entry in IMAGE]

    assert entries(history, ["sha256:base", "sha256:a", "sha256:c"]) == IMAGE
    assert entries(history, ["sha256:base"])[0].diff_id == ""
    assert layers_title("app:1") == "--layers-diff app:1"
