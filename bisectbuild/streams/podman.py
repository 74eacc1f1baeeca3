"""What podman and buildah print of a build, read into events.

buildah's imagebuildah (stage_executor.go, 1.11 to 1.37): `STEP 2/4: RUN x`, with `[1/2] ` before
it in files of several stages; numbers count every instruction of the stage, its FROM included.
Nothing sets the output of a process apart, which may be another build's: only what the build can
say next is the builder's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    Failure,
    FailureKind,
    StepFinished,
    StepLabel,
    StepLog,
    StepStarted,
    StepStatus,
)
from bisectbuild.streams.buildkit_lines import LineCutter
from bisectbuild.streams.outside import Outside

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP = re.compile(
    r"(?:\[(?P<stage>\d{1,5})/(?P<stages>\d{1,5})\] )?"
    r"STEP (?P<index>\d{1,5})(?:/(?P<total>\d{1,5}))?: (?P<text>.*)"
)
_ARROW = re.compile(
    r"(?:\[\d+/\d+\] )?--> (?:(?P<cached>Using cache )?(?P<image>[0-9a-f]{11,64})"
    r"|Pushing cache .*|Cache pulled from .*)?\s*"
)
_COMMIT = re.compile(r"(?:\[\d+/\d+\] )?(?:COMMIT\b|Successfully tagged ).*|[0-9a-f]{64}")
_ERROR = re.compile(
    r"(?:Error: |error: |ERRO\[\d+\] )?(?:error )?building at STEP \"(?P<step>.*)\" ?: (?P<why>.*)"
)
# Without a step in it, these may be a process's own words, and count only at the end.
_LAST = re.compile(r"Error: (?P<why>.*)")
_STATUS = re.compile(r"exit status (\d{1,9})$")
_RUN = re.compile(r"RUN\b", re.IGNORECASE)
_NOISE = re.compile(r"[^a-z0-9]+")
_PIECE = 64 * 1024


class PodmanReader:
    """Reads the text incrementally. The order of steps tells how each ended.

    A step goes on until the next one: the image behind an arrow may be that of a build within it.
    """

    def __init__(self) -> None:
        self._lines = LineCutter(limit=_PIECE)
        self._count = 0
        self._step = self._text = self._image = self._last = ""
        self._cached = self._printed = self._arrowed = self._at_end = False
        # Of each stage its last number and its total, and how many stages there are.
        self._numbers: dict[str, tuple[int, int | None]] = {}
        self._stages = ""
        self._failure: Failure | None = None
        self._outside = Outside()
        self._committed = False

    @property
    def is_over(self) -> bool:
        """Whether the build has ended."""
        return self._failure is not None or self._committed

    def feed(self, data: bytes) -> Iterator[BuildEvent]:
        """Take more bytes, cut anywhere, and give the events they complete."""
        for piece, begins, ends in self._lines.cut(data):
            yield from self._piece(piece, begins=begins, ends=ends)

    def finish(self, exit_code: int) -> Iterator[BuildEvent]:
        """Take the end of the text, and give the one BuildFinished."""
        for piece, begins, ends in self._lines.rest():
            yield from self._piece(piece, begins=begins, ends=ends)
        if self._failure is None and self._arrowed:
            yield from self._end(StepStatus.DONE)
        if self._failure is None and self._last and not self._committed:
            yield from self._fail(self._last)
        elif self._failure is None and not self._committed:
            text = "the builder's output ends before the build does"
            self._failure = Failure(kind=FailureKind.ENGINE, message=text)
            yield from self._end(StepStatus.CANCELLED)
        yield from self._end(StepStatus.DONE)
        yield BuildFinished(
            failure=self._failure,
            image=self._image if self._failure is None else "",
            process_exit_code=exit_code if self._failure else 0,
            output=self._outside.text,
        )

    def _piece(self, piece: bytes, *, begins: bool, ends: bool) -> Iterator[BuildEvent]:
        text = piece.decode("utf-8", "replace").rstrip("\r")
        whole = begins and ends and self._failure is None
        error = _ERROR.fullmatch(text) if whole else None
        if whole and (step := _STEP.fullmatch(text)) and self._is_next(step):
            yield from self._start(step)
        elif error and self._is_of_step(error["step"]):
            yield from self._fail(error["why"])
        elif whole and self._step and (arrow := _ARROW.fullmatch(text)):
            self._arrow(arrow)
        elif whole and (self._at_end or not self._step) and _COMMIT.fullmatch(text):
            self._committed = True
            self._outside.add(text + "\n")
        else:
            if last := error or _LAST.match(text):
                self._last = last["why"]
                self._arrowed = self._arrowed and not error
            if self._step:
                self._printed = True
                yield StepLog(id=self._step, data=piece + (b"\n" if ends else b""))
            else:
                self._outside.add(text + "\n")

    def _is_next(self, match: re.Match[str]) -> bool:
        """Tell whether a step can be the build's next; only RUN prints what others wrote."""
        if not _RUN.match(self._text):
            return True
        index, total = _numbers(match)
        before = self._numbers.get(match["stage"] or "")
        if before is None:
            return index == 1 and match["stages"] == self._stages
        return (index, total) == (before[0] + 1, before[1])

    def _is_of_step(self, quoted: str) -> bool:
        """Tell whether an error can be of the step under way: its words, its quotes undone."""
        if not _RUN.match(self._text):
            return True
        own, told = (_NOISE.sub("", text.lower()) for text in (self._text, quoted))
        # The first line of a here-document is shown with a step, and not in the error.
        return own == told or ("<<" in self._text and bool(told) and own.startswith(told))

    def _arrow(self, match: re.Match[str]) -> None:
        """Take the image of a step; from the cache it comes before all that a process prints."""
        self._arrowed = True
        self._image = match["image"] or self._image
        self._cached = self._cached or (bool(match["cached"]) and not self._printed)

    def _start(self, match: re.Match[str]) -> Iterator[BuildEvent]:
        yield from self._end(StepStatus.DONE)
        self._count += 1
        self._step, self._text = f"step-{self._count:04}", match["text"].strip()
        self._last = self._image = ""
        self._cached = self._printed = self._arrowed = self._committed = False
        stage, (index, total) = match["stage"] or "", _numbers(match)
        self._numbers[stage], self._stages = (index, total), match["stages"] or ""
        is_last = stage == self._stages and (total is None or index >= total)
        self._at_end = self._at_end or is_last
        label = StepLabel(text=self._text, stage=stage, index=index, total=total)
        yield StepStarted(id=self._step, label=label)

    def _fail(self, why: str) -> Iterator[BuildEvent]:
        code = _STATUS.search(why)
        exit_code = int(code[1]) if code else None
        kind = FailureKind.STEP if self._step else FailureKind.SETUP
        step = self._step
        yield from self._end(StepStatus.FAILED, error=why, exit_code=exit_code)
        self._failure = Failure(kind=kind, message=why, raw=why, step=step, exit_code=exit_code)

    def _end(
        self, status: StepStatus, *, error: str = "", exit_code: int | None = None
    ) -> Iterator[BuildEvent]:
        step, self._step = self._step, ""
        if not step:
            return
        if status is StepStatus.DONE and self._cached:
            status = StepStatus.CACHED
        image = self._image if status in {StepStatus.DONE, StepStatus.CACHED} else ""
        yield StepFinished(id=step, status=status, error=error, exit_code=exit_code, image=image)


def _numbers(match: re.Match[str]) -> tuple[int, int | None]:
    return int(match["index"]), int(match["total"]) if match["total"] else None
