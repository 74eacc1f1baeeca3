"""Under which name a Dockerfile travels in a context, so that the daemon takes it out again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bisectbuild.context.ignore import NAME, Ignore

OWN_NAME = ".bisectbuild.Dockerfile"
_STAND_IN = "bisectbuild"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """What a context holds in place of, or beside, the files of the directory.

    `dockerfile` is the name to build. `files` are the files to put in, by name; one that the
    directory has as well is replaced.
    """

    dockerfile: str
    files: tuple[tuple[str, bytes], ...]


def place(context: Path, ignore: Ignore, content: bytes, dockerfile: Path | None) -> Placing:
    """Choose where the bytes of a Dockerfile go, such that `COPY . .` sees no difference.

    The daemon removes the Dockerfile it was told of, and `.dockerignore`, if the shipped
    `.dockerignore` matches them (moby `removeDockerfile`, builder/remotecontext/detect.go, 20.10
    to 28.5). So the name is one that the person's patterns match already. Only where there is
    none, `.dockerignore` is changed, which steps that copy it see.
    """
    if ignore.path is None:
        rules = f"{NAME}\n{OWN_NAME}\n".encode()
        return Placing(dockerfile=OWN_NAME, files=((OWN_NAME, content), (NAME, rules)))
    own = _inside(context, dockerfile)
    if own is not None and ignore.ignores(own):
        return Placing(dockerfile=own, files=((own, content),))
    if own is not None and _unchanged(context / own, content):
        return Placing(dockerfile=own, files=())
    if name := _removable_name(context, ignore):
        return Placing(dockerfile=name, files=((name, content),))
    rules = ignore.content + f"\n{OWN_NAME}\n".encode()
    return Placing(dockerfile=OWN_NAME, files=((OWN_NAME, content), (NAME, rules)))


def _inside(context: Path, dockerfile: Path | None) -> str | None:
    """Give the Dockerfile's path within the context, None where it lies elsewhere.

    Symbolic links are followed in both, as the client does (`getDockerfileRelPath`).
    """
    if dockerfile is None:
        return None
    try:
        return dockerfile.resolve().relative_to(context.resolve()).as_posix()
    except ValueError:
        return None


def _unchanged(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _removable_name(context: Path, ignore: Ignore) -> str | None:
    """Find a name that the patterns match and that nothing sent to the daemon has."""
    for rule in ignore.rules:
        name = re.sub(r"\*\*/", "", rule.pattern)
        name = re.sub(r"\*+", _STAND_IN, name).replace("?", _STAND_IN[0]).strip("/")
        for candidate in (name, f"{name}/{_STAND_IN}"):
            if not rule.exception and _usable(context, ignore, candidate):
                return candidate
    return None


def _usable(context: Path, ignore: Ignore, name: str) -> bool:
    path = PurePosixPath(name)
    if not name or name == NAME or ".." in path.parts or not ignore.ignores(name):
        return False
    if len(path.parts) > 1 and not _travels(context, ignore, path.parent.as_posix()):
        return False
    return not ((context / name).is_dir() and ignore.may_hold(name))


def _travels(context: Path, ignore: Ignore, folder: str) -> bool:
    """Tell whether the daemon has a directory anyway, so that a name in it leaves no trace."""
    path = context / folder
    if not path.is_dir() or path.is_symlink():
        return False
    kept = (rule.pattern for rule in ignore.rules if rule.exception)
    return not ignore.ignores(folder) or any(
        name.startswith(f"{folder}/") and (context / name).is_file() and not ignore.ignores(name)
        for name in kept
    )
