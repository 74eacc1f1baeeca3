"""The papers of a bundle: the files that it has beside images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_MIB: Final = 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One file: its name in a bundle and once it is unpacked, and its media type.

    `most` is how many bytes it has at most, unpacked, where nobody means ill.
    """

    title: str
    media_type: str
    file: str
    most: int

    @property
    def compressed(self) -> bool:
        """Tell whether a bundle has it compressed."""
        return self.title != self.file


POSTMORTEM: Final = Paper(
    title="postmortem.json",
    media_type="application/vnd.bisectbuild.postmortem.v1+json",
    file="postmortem.json",
    most=64 * _MIB,
)
DOCKERFILE: Final = Paper(
    title="Dockerfile", media_type="text/x-dockerfile", file="Dockerfile", most=16 * _MIB
)
LOG: Final = Paper(
    title="build.log.zst",
    media_type="application/vnd.bisectbuild.log.v1+zstd",
    file="build.log",
    most=512 * _MIB,  # `ci` keeps three pieces of 64 MiB of each stream, and masks may be longer.
)
CONTEXT: Final = Paper(
    title="context.tar.zst",
    media_type="application/vnd.bisectbuild.context.v1.tar+zstd",
    file="context",
    most=1024 * _MIB,
)
CONTEXT_LIST: Final = Paper(
    title="context.txt.zst",
    media_type="application/vnd.bisectbuild.context-list.v1+zstd",
    file="context.txt",
    most=256 * _MIB,
)
PAPERS: Final = {
    paper.title: paper for paper in (POSTMORTEM, DOCKERFILE, LOG, CONTEXT, CONTEXT_LIST)
}
# What every bundle has.
ALWAYS: Final = frozenset({POSTMORTEM.title, DOCKERFILE.title, LOG.title})
