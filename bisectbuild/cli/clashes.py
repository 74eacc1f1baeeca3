"""Flags that do not go together, refused before anything is built."""

from __future__ import annotations

from bisectbuild.cli.written import folders
from bisectbuild.errors import UsageError
from bisectbuild.options import BuildOptions, Manner
from bisectbuild.report import ENDINGS


def refuse_clashes(how: Manner) -> None:
    """Raise UsageError where one flag would spoil what another gives."""
    if how.execute is not None and how.form != "text":
        ending = next(ending for ending, form in ENDINGS.items() if form == how.form)
        raise UsageError(
            f"--exec and --format {how.form}: both would write to standard output.",
            hint=f"Have the report written to a file: --report FILE{ending}",
        )
    given = {"--keep": how.keep, "--exec": how.execute is not None, "--prompt": how.prompt}
    idle = ", ".join(name for name, is_given in given.items() if is_given)
    if how.watch and idle:
        raise UsageError(
            f"--watch only builds and tells, again and again: it has no place for {idle}.",
            hint=f"Leave out --watch, or {idle}.",
        )


def refuse_unwatchable(options: BuildOptions) -> None:
    """Raise UsageError for a build that can be built but once, or that would never rest."""
    if options.dockerfile is None:
        raise UsageError(
            "--watch: a Dockerfile on standard input can be read only once, and never changes.",
            hint="Save it as a file and name that: bisectbuild debug Dockerfile --watch",
        )
    inside = options.context.resolve()
    for folder in folders(options):
        if inside.is_relative_to(folder):
            raise UsageError(
                f"--watch: what is written to {folder} is in the build context, so that each"
                " build would begin the next.",
                hint="Write it to a folder of its own: -o out",
            )
