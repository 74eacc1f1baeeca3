"""Answers from what an image says of its layers."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bisectbuild.bisection.verdict import Verdict
from bisectbuild.cli.bisect.imaged import by_layers, by_size
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import EngineError, UsageError
from bisectbuild.sandbox import ImageFacts, Layer
from tests.support.bisect_words import asking
from tests.support.fake_sandbox import FakeSandbox

CHAIN = parse(b"FROM base\nRUN a\nENV A=1\nRUN b\n").instructions
# From the base on: two entries of the base image, then one for each instruction.
OWN = (("ADD rootfs /", 50), ("CMD sh", 0), ("RUN a", 30), ("ENV A=1", 0), ("RUN b", 40))

IDS = ("sha256:rootfs", "sha256:a", "sha256:b")


def _facts(image: str, layers: tuple[str, ...]) -> ImageFacts:
    return ImageFacts(
        id=image, env=(), user="", workdir="/", platform="linux/amd64", size=1, layers=layers
    )


@dataclass(slots=True)
class Images(FakeSandbox):
    """Images with a history each, told from the base on."""

    def history(self, image: str) -> tuple[Layer, ...]:
        """Give the newest entry first, as engines do."""
        if image == "gone":
            raise EngineError("No such image.")
        rows = OWN if image == "own" else (*OWN[:3], ("ENV A=2", 0))
        layers = [Layer(created=0, created_by=row[0], size=row[1], comment="") for row in rows]
        return tuple(reversed(layers))

    def facts(self, image: str) -> ImageFacts:
        """Tell the ids of contents, which are the same in both."""
        return _facts(image, IDS if image == "own" else IDS[:2])


@pytest.mark.parametrize(
    ("limit", "bad"), [("49B", 0), ("50B", 1), ("79B", 1), ("80B", 3), ("119B", 3), ("120B", 4)]
)
def test_an_instruction_is_bad_once_the_image_up_to_it_is_larger(limit: str, bad: int) -> None:
    """The base image counts, and a size that is just reached is good."""
    answers = by_size(asking("--size-over", limit), Images(), "own", CHAIN)

    verdicts = [answer.verdict for answer in answers]
    assert verdicts == [Verdict.GOOD] * bad + [Verdict.BAD] * (4 - bad)


def test_layers_are_compared_up_to_each_instruction() -> None:
    """From the first that is another image's no more all are bad."""
    answers = by_layers(asking("--layers-diff", "other"), Images(), "own", CHAIN)

    assert [answer.verdict for answer in answers] == [
        Verdict.GOOD,
        Verdict.GOOD,
        Verdict.BAD,
        Verdict.BAD,
    ]


def test_an_image_that_is_not_there_is_told_with_advice() -> None:
    """How to get it."""
    with pytest.raises(UsageError, match="There is no image gone") as caught:
        by_layers(asking("--layers-diff", "gone"), Images(), "own", CHAIN)
    assert caught.value.hint == "docker pull gone"


@dataclass(slots=True, kw_only=True)
class Rebuilt(FakeSandbox):
    """Two images of one history, told from the base on, and the ids that each has."""

    rows: tuple[tuple[str, int], ...]
    own: tuple[str, ...]
    other: tuple[str, ...]

    def history(self, image: str) -> tuple[Layer, ...]:
        """Give the newest entry first, as engines do."""
        del image
        layers = [Layer(created=0, created_by=by, size=size, comment="") for by, size in self.rows]
        return tuple(reversed(layers))

    def facts(self, image: str) -> ImageFacts:
        """Tell the ids."""
        return _facts(image, self.own if image == "own" else self.other)


@pytest.mark.parametrize("nothing", ["WORKDIR /", "/bin/sh -c true"])
def test_other_contents_of_one_size_are_seen_beside_an_entry_without_a_layer(nothing: str) -> None:
    """BuildKit has none for the root as WORKDIR, the legacy builder where a RUN changes nothing."""
    chain = parse(b"FROM base\nWORKDIR /\nCOPY app.txt /\nRUN make\n").instructions
    rows = (("ADD rootfs /", 50), (nothing, 0), ("COPY app.txt /", 5), ("RUN make", 7))
    images = Rebuilt(rows=rows, own=("b0", "c1", "d1"), other=("b0", "c2", "d2"))

    answers = by_layers(asking("--layers-diff", "other"), images, "own", chain)

    good, bad = Verdict.GOOD, Verdict.BAD
    assert [answer.verdict for answer in answers] == [good, good, bad, bad]


def test_what_may_be_the_same_or_not_is_skipped() -> None:
    """Two entries of no bytes and one id for them: either may be the layer."""
    chain = parse(b"FROM base\nRUN true\nRUN touch /a\nRUN make\n").instructions
    rows = (("ADD rootfs /", 50), ("RUN true", 0), ("RUN touch /a", 0), ("RUN make", 7))
    images = Rebuilt(rows=rows, own=("b0", "a1", "d"), other=("b0", "a2", "d"))

    answers = by_layers(asking("--layers-diff", "other"), images, "own", chain)

    assert [answer.verdict for answer in answers] == [Verdict.GOOD, *[Verdict.SKIP] * 3]


@pytest.mark.parametrize("entry", [(), (("/bin/sh -c #(nop)  ONBUILD RUN x", 0),)])
def test_an_onbuild_has_an_entry_where_the_builder_wrote_one(
    entry: tuple[tuple[str, int], ...],
) -> None:
    """The legacy builder does, BuildKit does not; what stands before it is counted alike."""
    chain = parse(b"FROM base\nRUN big\nRUN tiny\nONBUILD RUN x\nCMD a\n").instructions
    rows = (("ADD rootfs /", 50), ("RUN big", 400), ("RUN tiny", 1), *entry, ("CMD a", 0))
    images = Rebuilt(rows=rows, own=("b",), other=("b",))

    answers = by_size(asking("--size-over", "300B"), images, "own", chain)

    assert [answer.verdict for answer in answers] == [Verdict.GOOD, *[Verdict.BAD] * 4]
