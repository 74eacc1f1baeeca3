"""What to say of a file that a package manager needs and that no COPY brought."""

from __future__ import annotations

import posixpath
from shlex import quote

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rule import Told, proofs
from bisectbuild.diagnose.rules.command import before
from bisectbuild.diagnose.signature import Hit


def told(case: Case, hit: Hit, path: str, reader: str, *, directory: bool = False) -> Told:
    """Tell that `reader` did not find the file at `path`, and which COPY would bring it."""
    name = posixpath.basename(path.rstrip("/")) or path
    folder = posixpath.dirname(path) or before.workdir(case)
    where = f" (in {folder})" if folder and "/" not in path else ""
    return Told(
        cause=f"{reader} finds no {path} in the image{where}: {_why(case, name)}.",
        because=proofs((hit,)),
        advice=_advice(case, path, folder, directory=directory),
        commands=(
            "pwd",
            f"ls -la {quote(folder or '.')}",
            f"find / -name {quote(name)} -not -path '/proc/*'",
        ),
        confidence=0.95,
    )


def _why(case: Case, name: str) -> str:
    source = case.facts.source(name)
    if source is not None and source.ignored_by:
        return f"it is on disk, but {source.ignored_by} keeps it out of the build context"
    later = before.copied_later(case, name)
    if later is not None:
        return f"line {later.span.start} copies it, after this step"
    earlier = before.copied(case, name)
    if earlier is not None:
        return f"line {earlier.span.start} copies it to another place"
    return "nothing before this step brought it there"


def _advice(case: Case, path: str, folder: str, *, directory: bool) -> str:
    name = posixpath.basename(path.rstrip("/")) or path
    later = before.copied_later(case, name)
    if later is not None:
        return f"Move line {later.span.start} before this step."
    if before.copied(case, name) is not None:
        return "Make the COPY's destination and this step's directory (WORKDIR, cd) the same."
    target = path if directory else f"{folder.rstrip('/')}/" if folder else "./"
    source = name if path.startswith("/") else path.removeprefix("./")
    return (
        f"Add `COPY {source} {target}` before this step (with the path that it has in the build "
        "context); if there is one, look at WORKDIR and at .dockerignore."
    )
