"""What the build context's directory says of the sources of a COPY or ADD."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Final

from bisectbuild.context.ignore import Ignore
from bisectbuild.diagnose.facts import Source, Unmatched
from bisectbuild.dockerfile.model import Dockerfile, Instruction, Stage
from bisectbuild.dockerfile.mounts import run_mounts
from bisectbuild.dockerfile.variables import expand
from bisectbuild.dockerfile.words import json_items, pair_words

_WILD: Final = re.compile(r"[*?\[]")
_URL: Final = re.compile(r"[a-z]+://|git@")
# A look at a large project ends here, whatever is left.
_MOST_ENTRIES: Final = 20_000
_NEAR: Final = 3
_ALIKE: Final = 0.7


def copied_paths(
    dockerfile: Dockerfile, instruction: Instruction, variables: Mapping[str, str]
) -> tuple[str, ...]:
    """Give the paths that an instruction takes from the build context, variables expanded."""
    if instruction.keyword == "RUN":
        mounts = run_mounts(instruction, variables, workdir="/", escape=dockerfile.escape)
        binds = (mount for mount in mounts if mount.kind == "bind" and not mount.origin)
        return tuple(mount.source for mount in binds if mount.source)
    if instruction.keyword not in {"COPY", "ADD"} or instruction.flag("from"):
        return ()
    written = _words(instruction, dockerfile.escape)
    words = [expand(word, variables, escape=dockerfile.escape) for word in written]
    return tuple(word for word in words[:-1] if not _URL.match(word) and not word.startswith("<<"))


def unmatched(
    dockerfile: Dockerfile,
    failed: Instruction,
    context: Path,
    ignore: Ignore,
    variables: Mapping[str, str],
) -> Iterator[Unmatched]:
    """Give the patterns before a failing instruction, in its stage, that copied nothing."""
    if failed.stage is None or failed.stage >= len(dockerfile.stages):
        return
    for entry in dockerfile.stages[failed.stage].instructions:
        if entry.index >= failed.index or entry.keyword not in {"COPY", "ADD"}:
            continue
        for path in filter(_WILD.search, copied_paths(dockerfile, entry, variables)):
            found = look_at(path, context, ignore, dockerfile, entry)
            if not found.exists or found.ignored_by:
                yield Unmatched(line=entry.span.start, pattern=path, ignored_by=found.ignored_by)


def _words(instruction: Instruction, escape: str) -> list[str]:
    items = json_items(instruction.value)
    if items is not None:
        return [item for item in items if isinstance(item, str)]
    return list(pair_words(instruction.value, escape))


def look_at(
    path: str, context: Path, ignore: Ignore, dockerfile: Dockerfile, instruction: Instruction
) -> Source:
    """Tell how a path stands in the build context. A directory that cannot be read holds nothing.

    Builders take `/x` and `../x` for `x` below the context.
    """
    shown = posixpath.normpath(path)
    inside = _inside(path)
    if _WILD.search(path):
        return _pattern(path, context, ignore)
    exists = os.path.lexists(context / inside)
    if exists:
        return Source(
            path=path,
            exists=True,
            ignored_by=_ignored(ignore, inside),
            outside=shown.startswith(".."),
        )
    return Source(
        path=path,
        exists=False,
        outside=shown.startswith(".."),
        other_case=_other_case(context, inside),
        stages=_stages_that_name(dockerfile, instruction, inside),
        near=_near(context, inside),
    )


def _pattern(path: str, context: Path, ignore: Ignore) -> Source:
    """Tell how a pattern stands: it is only hidden where every file that fits it is."""
    hidden = ""
    for found in _matches(context, _inside(path)):
        hidden = _ignored(ignore, found)
        if not hidden:
            return Source(path=path, exists=True)
    return Source(path=path, exists=bool(hidden), ignored_by=hidden)


def _inside(path: str) -> str:
    return posixpath.normpath("/" + path).lstrip("/") or "."


def _ignored(ignore: Ignore, path: str) -> str:
    """Give the line that hides a path, as `file:line: pattern`."""
    if not path or path == "." or ignore.path is None:
        return ""
    rule = ignore.which_rule(path)
    return f"{ignore.path.name}:{rule[0]}: {rule[1]}" if rule else ""


def _matches(context: Path, pattern: str) -> Iterator[str]:
    try:
        for found in islice(context.glob(pattern), _MOST_ENTRIES):
            yield found.relative_to(context).as_posix()
    except (OSError, ValueError, NotImplementedError):
        return


def _listing(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in islice(entries, _MOST_ENTRIES))
    except OSError:
        return []


def _other_case(context: Path, path: str) -> str:
    """Give the path that differs in the case of its letters alone, "" where there is none."""
    found: list[str] = []
    for part in path.split("/"):
        names = _listing(context.joinpath(*found))
        same = part if part in names else ""
        other = same or next((name for name in names if name.casefold() == part.casefold()), "")
        if not other:
            return ""
        found.append(other)
    return "/".join(found)


def _near(context: Path, path: str) -> tuple[str, ...]:
    """Give paths of nearly this name in its folder, else of this very name elsewhere."""
    folder, name = posixpath.split(path)
    names = _listing(context / folder)
    close = get_close_matches(name, names, n=_NEAR, cutoff=_ALIKE)
    if close:
        return tuple(posixpath.join(folder, other) for other in close)
    return tuple(islice(named(context, frozenset({name})), _NEAR))


def named(context: Path, names: frozenset[str]) -> Iterator[str]:
    """Give the paths of a context whose last part is one of these names, in bounded work."""
    seen = 0
    for folder, folders, files in os.walk(context):
        folders[:] = sorted(set(folders) - {".git", "node_modules"})
        seen += len(folders) + len(files)
        for name in sorted(names.intersection((*files, *folders))):
            yield (Path(folder) / name).relative_to(context).as_posix()
        if seen > _MOST_ENTRIES:
            return


def _stages_that_name(
    dockerfile: Dockerfile, instruction: Instruction, path: str
) -> tuple[str, ...]:
    """Give earlier stages that speak of a file of this name: it may be made there."""
    word = re.compile(rf"(?<![\w.-]){re.escape(posixpath.basename(path))}(?![\w.-])")
    own = instruction.stage or 0
    return tuple(
        stage.name or str(stage.index) for stage in dockerfile.stages[:own] if _speaks(stage, word)
    )


def _speaks(stage: Stage, word: re.Pattern[str]) -> bool:
    return any(word.search(entry.value) for entry in stage.instructions[1:])
