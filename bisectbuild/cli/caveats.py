"""What the reader of a log's diagnosis must know of how it was come by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bisectbuild.outcome import Broken, Outcome
from bisectbuild.saved.ending import NO_LAST_WORDS
from bisectbuild.saved.fit import misfit

if TYPE_CHECKING:
    from bisectbuild.dockerfile.model import Dockerfile
    from bisectbuild.saved.dockerfile import Rebuilt
    from bisectbuild.saved.read import Saved

_NO_LAST_WORDS = (
    "Whether this step failed, and with which exit code, the log does not say: it ends here."
    " Save both streams: docker build . > build.log 2>&1"
)


def caveats(
    saved: Saved, dockerfile: Dockerfile, rebuilt: Rebuilt | None, outcome: Outcome
) -> tuple[str, ...]:
    """Give the warnings; `rebuilt` is None where the person gave the Dockerfile."""
    culprit = outcome.culprit if isinstance(outcome, Broken) else None
    said = [_which(saved)]
    if rebuilt is None:
        said.append(misfit(saved.tape, dockerfile, culprit.step if culprit else None))
    elif saved.form is not None:
        said.append(_whose_lines(rebuilt))
    if culprit is not None and culprit.failure.message == NO_LAST_WORDS:
        said.append(_NO_LAST_WORDS)
    return tuple(line for line in said if line)


def _which(saved: Saved) -> str:
    if saved.builds <= 1:
        return ""
    which = "the last failing one" if saved.failed else "the last one"
    return f"The log holds {saved.builds} builds, {saved.failed} of them failed; this is {which}."


def _whose_lines(rebuilt: Rebuilt) -> str:
    if rebuilt.true_lines is None:
        return (
            "No Dockerfile was given; its text is put together from the log, and line numbers are"
            " those of this text. For the file's own: --dockerfile FILE"
        )
    first, last = rebuilt.true_lines
    return (
        f"No Dockerfile was given; lines {first} to {last} are quoted in the log, the rest is put"
        " together from the names of steps. For the whole file: --dockerfile FILE"
    )
