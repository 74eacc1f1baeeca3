"""The sources of a COPY or ADD: where the instruction takes them from, what is known of each."""

from __future__ import annotations

import posixpath
import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.facts import Source

_FROM: Final = re.compile(r"""(?:^|\s)--from=["']?([^\s"']+)""")
_FLAG: Final = re.compile(r"^--[a-z]")
_MOUNT: Final = re.compile(r"^.*?/(?:merged|buildkit-mount\d+|buildkit\d+|rootfs)(?=/|$)")
# What a build makes and version control rarely holds, and what a package manager writes.
_BUILT: Final = frozenset(
    {
        "dist",
        "build",
        "target",
        "out",
        "node_modules",
        "vendor",
        ".next",
        "bin",
        "public",
        "release",
    }
)
_LOCKS: Final = frozenset(
    {"package-lock.json", "yarn.lock", "pnpm-lock.yaml", "poetry.lock", "uv.lock", "Cargo.lock"}
    | {"Gemfile.lock", "composer.lock", "go.sum", "Pipfile.lock", "bun.lock", "bun.lockb"}
)


def taken_from(case: Case) -> str:
    """Give the stage or image that a COPY names with `--from`, "" where it is the context."""
    match = _FROM.search(case.source)
    return match[1] if match else ""


def written(case: Case) -> tuple[str, ...]:
    """Give the source words of the failing instruction, as written."""
    words = case.source.replace("\\\n", " ").split()[1:]
    while words and _FLAG.match(words[0]):
        words = words[1:]
    words = [word.strip("[]\"',") for word in words]
    return tuple(word for word in words[:-1] if word)


def known(case: Case, path: str) -> Source | None:
    """Give what was asked of a source, however its path is written."""
    wanted = plain(path)
    return next((source for source in case.facts.sources if plain(source.path) == wanted), None)


def climbing(case: Case, path: str) -> str:
    """Give the source as written that leads out of the context to this path, "" if none does."""
    source = known(case, path)
    if source and source.outside:
        return source.path
    words = (word for word in written(case) if word.startswith("../") or word == "..")
    return next((word for word in words if plain(word) == plain(path)), "")


def in_image(path: str) -> str:
    """Give a path as the image has it, without the place where the builder mounts that."""
    return _MOUNT.sub("", path) or "/"


def plain(path: str) -> str:
    """Give a path as it stands from the root of the context."""
    return posixpath.normpath("/" + path.strip("/")).lstrip("/") or "."


def hint(path: str) -> str:
    """Say what files of this name usually need, "" where nothing is usual."""
    parts = plain(path).split("/")
    if parts[-1] in _LOCKS:
        return f" If the project keeps no {parts[-1]}, take it out of the COPY."
    if _BUILT & set(parts):
        return " If a build makes it, make it in an earlier stage and use COPY --from."
    return ""
