"""The axis of a build context's files: which of those that changed make the build bad."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from bisectbuild.axes.apart import apart
from bisectbuild.axes.changes import Change, applied, changes
from bisectbuild.axes.compared import Compared, Sight, compare
from bisectbuild.axes.files import full, lay_out, remove
from bisectbuild.axes.sides import Sides
from bisectbuild.bisection.axis import Point
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.context.ignore import NAME
from bisectbuild.interrupt import held
from bisectbuild.probing.subject import Subject

AskPart: TypeAlias = Callable[[Point, AbstractContextManager[Subject]], Answer]
"""Asks with some of the changes, which the point names; they are done once the block is entered."""

_KEY: Final = re.compile(r"[0-9a-f]{10}-[0-9a-f]{10}\Z")
_HALF: Final = 10
_NAMED: Final = 3
_NOTHING_LEFT_OUT: Final = b"# The files in the context are those that are sent.\n"


def is_part(key: str) -> bool:
    """Tell whether a key can name some of the changes between two contexts."""
    return _KEY.match(key) is not None


def of_same_files(key: str, other: str) -> bool:
    """Tell whether two such keys are of contexts that hold the same."""
    return key[:_HALF] == other[:_HALF]


class Minimal(Protocol):
    """Finds a smallest part of changes that still fails; all of them fail, none of them do not."""

    def __call__(
        self, items: Sequence[Change], fails: Callable[[Sequence[Change]], bool], /
    ) -> Sequence[Change]:
        """Give that part, in the order of `items`."""


class Result(StrEnum):
    """What came of the search.

    `undecided`: an end could not be tested, or a part of the files that were found (see both).
    """

    FOUND = "found"
    SAME = "same"
    GOOD_IS_BAD = "good-is-bad"
    BAD_IS_GOOD = "bad-is-good"
    UNDECIDED = "undecided"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextResult:
    """What was found of the files that changed.

    `files` are those that make it bad together: with them it is bad, without any one of them it
    is not. Where that is undecided, `untested` counts those of them without which nothing could be
    tested: fewer may be enough. `changed` counts all, `tests` what was asked. `answer` is the last
    bad one where files were found, else the one that ended the search.
    """

    result: Result
    files: tuple[Change, ...] = ()
    changed: int = 0
    tests: int = 0
    untested: int = 0
    answer: Answer | None = None
    notes: tuple[str, ...] = ()


def search_context(sides: Sides, sight: Sight, ask: AskPart, minimal: Minimal) -> ContextResult:
    """Find the fewest changed files of the context with which `ask` says bad.

    All changes together are asked first, which must be bad, then none of them, which must be
    good. Each question is put to a copy of the context in a temporary folder. Raises
    UnreadableError for a context that cannot be read or copied, and what `ask` raises.
    """
    compared = compare(sides, sight)
    found = changes(compared.old, compared.new)
    base = ContextResult(result=Result.SAME, changed=len(found), notes=compared.notes)
    if not found:
        return base
    with _home() as home:
        copied = compared.copied(home, found)
        tried = _Tried(sides=sides, ask=ask, home=home, compared=copied, found=found)
        result, files, answer = _search(tried, found, minimal)
    files = tuple(replace(change, because=compared.why(change)) for change in files)
    return replace(
        base,
        result=result,
        files=files,
        tests=len(tried.answers),
        untested=tried.untested if files else 0,
        answer=answer,
    )


def _search(
    tried: _Tried, found: tuple[Change, ...], minimal: Minimal
) -> tuple[Result, tuple[Change, ...], Answer]:
    for done, wanted, otherwise in (
        (found, Verdict.BAD, Result.BAD_IS_GOOD),
        ((), Verdict.GOOD, Result.GOOD_IS_BAD),
    ):
        answer = tried.answer(done)
        if answer.verdict is None:
            return Result.STOPPED, (), answer
        if answer.verdict is not wanted:
            skipped = answer.verdict is Verdict.SKIP
            return Result.UNDECIDED if skipped else otherwise, (), answer
    files = found if len(found) == 1 else tuple(minimal(found, tried.fails))
    if tried.stopped is not None:
        return Result.STOPPED, (), tried.stopped
    tried.untested = tried.skipped_without_one(files)
    return Result.UNDECIDED if tried.untested else Result.FOUND, files, tried.answer(files)


@dataclass(slots=True, kw_only=True)
class _Tried:
    """Builds contexts with some of the changes and asks them, each part once."""

    sides: Sides
    ask: AskPart
    home: Path
    compared: Compared
    found: tuple[Change, ...]
    digest: str = ""
    answers: dict[frozenset[Change], Answer] = field(default_factory=dict)
    stopped: Answer | None = None
    untested: int = 0

    def fails(self, done: Sequence[Change]) -> bool:
        """Tell whether it is bad with these changes; once the search shall stop, ask no more."""
        if self.stopped is not None:
            return False
        answer = self.answer(done)
        if answer.verdict is None:
            self.stopped = answer
        return answer.verdict is Verdict.BAD

    def answer(self, done: Sequence[Change]) -> Answer:
        key = frozenset(done)
        if key not in self.answers:
            subject = self._laid_out(done, len(self.answers))
            self.answers[key] = self.ask(self._part(done), subject)
        return self.answers[key]

    def skipped_without_one(self, files: Sequence[Change]) -> int:
        """Count the files without which the others could not be tested."""
        wanting = (self.answers.get(frozenset(files) - {one}) for one in files)
        return sum(answer is not None and answer.verdict is Verdict.SKIP for answer in wanting)

    def _part(self, done: Sequence[Change]) -> Point:
        """Name some of the changes: the first half of the key is that of both contexts."""
        self.digest = self.digest or self.compared.digest(self.found)
        names = [change.path for change in done]
        listed = "\0".join(sorted(names)).encode(errors="surrogateescape")
        key = f"{self.digest[:_HALF]}-{hashlib.sha256(listed).hexdigest()[:_HALF]}"
        some = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
        title = f"{len(names)} of {len(self.found)} changes" + (f": {some}" if some else "")
        return Point(key=key, title=title)

    @contextmanager
    def _laid_out(self, done: Sequence[Change], number: int) -> Iterator[Subject]:
        listed = applied(self.compared.old, self.compared.new, done)
        # A new name each time: BuildKit knows a folder's files again by size and time alone.
        context = self.home / f"context-{number}"
        try:
            try:
                context.mkdir()
                lay_out(listed, context)
                file = self._dockerfile()
            except OSError as error:
                raise full(error) from error
            yield self._subject(context, file, number)
        finally:
            with held():
                remove(context, listed)

    def _dockerfile(self) -> Path:
        """Write the Dockerfile outside the contexts, if it is not yet there. Raises OSError."""
        bad = self.sides.bad
        file = self.home / "file" / (bad.options.dockerfile or Path("Dockerfile")).name
        if not file.exists():
            file.parent.mkdir()
            file.write_bytes(bad.plan.dockerfile.data)
            # BuildKit takes this one, so a .dockerignore in the context is a file like others.
            file.with_name(f"{file.name}{NAME}").write_bytes(_NOTHING_LEFT_OUT)
        return file

    def _subject(self, context: Path, file: Path, number: int) -> Subject:
        """Give the bad build in another context."""
        bad = self.sides.bad
        options = replace(bad.options, context=context, dockerfile=file)
        plan = self.sides.make_plan(options, bad.plan.dockerfile)
        return Subject(plan=apart(plan, f"context{number}"), options=options, at=bad.at)


@contextmanager
def _home() -> Iterator[Path]:
    home: Path | None = None
    try:
        try:
            with held():
                home = Path(tempfile.mkdtemp(prefix="bisectbuild-files-"))
        except OSError as error:
            raise full(error) from error
        yield home
    finally:
        if home is not None:
            with held():
                shutil.rmtree(home, ignore_errors=True)
