"""A question to a layer, as the words that are run in it; its exit code is the answer."""

from __future__ import annotations

from dataclasses import dataclass

from bisectbuild.bisection.verdict import Verdict

SKIPS = 125
LARGEST_BAD = 127


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of each point. Exactly one of `argv`, `text`, `script`, `host` is set.

    `argv` is a person's command, started as it is. `text` is one for the layer's own shell
    (the toolbox's where the layer has none). `script` is ours, for the toolbox's `sh`, in which
    `$BB` is the path of a static busybox. `host` is a command for this machine's shell, which
    finds the image's name in $BISECTBUILD_IMAGE. None of them: whether it builds at all.
    `title` is what people read. `timeout` in seconds, None for no limit; a test that is not over
    by then counts as `hangs`.
    """

    title: str
    argv: tuple[str, ...] = ()
    text: str = ""
    script: str = ""
    host: str = ""
    timeout: float | None = None
    hangs: Verdict = Verdict.BAD

    @property
    def asks_whether_it_builds(self) -> bool:
        """Whether there is nothing to run, so that the build itself is the test."""
        return not (self.argv or self.text or self.script or self.host)


def verdict_of(code: int) -> Verdict | None:
    """Read an exit code as `git bisect run` does: None means that the search shall stop."""
    if code == 0:
        return Verdict.GOOD
    if code == SKIPS:
        return Verdict.SKIP
    return Verdict.BAD if 0 < code <= LARGEST_BAD else None
