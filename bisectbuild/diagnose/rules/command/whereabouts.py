"""Where a file that a command missed may be: what WORKDIR, COPY and the context say."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rules.command.before import copied, copied_later, workdir

QUOTE = "'`\"‘’“”"  # noqa: RUF001 - the quotes that coreutils prints


def whereabouts(case: Case, path: str) -> str:
    """Give one or two sentences on where to look for a path and what to change."""
    if later := copied_later(case, path):
        return f"Line {later.span.start} copies it, but after this RUN: move that line up."
    source = case.facts.source(path)
    if source is not None and source.ignored_by:
        return f"The context has it, and {source.ignored_by} hides it: take that line away."
    if source is not None and source.other_case:
        return f"The context has {source.other_case}, which differs in upper and lower case."
    from_here = _from_workdir(case, path)
    if copy := copied(case, path):
        return (
            f"{from_here}Line {copy.span.start} copies a file of that name: compare where to "
            f"(`{copy.keyword} {copy.value}`)."
        )
    return (
        f"{from_here}Copy or make it before this line, or correct the path; "
        "a .dockerignore file may keep it out of the context."
    )


def _from_workdir(case: Case, path: str) -> str:
    if path.startswith("/"):
        return ""
    folder = workdir(case)
    return f"The path is taken from {folder} (WORKDIR). " if folder else ""
