"""The axis of a build context's files."""

from __future__ import annotations

import errno
import re
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bisectbuild.axes.changes import Change, Kind
from bisectbuild.axes.compared import Sight
from bisectbuild.axes.context import ContextResult, Result, search_context
from bisectbuild.axes.sides import two_sides
from bisectbuild.bisection.axis import Point
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import UnreadableError, UsageError
from bisectbuild.interrupt import handled
from bisectbuild.options import BuildOptions
from bisectbuild.probing.subject import Subject
from tests.support.repositories import Repo, git_program, make_plan, needs_git

_FILE = "FROM a\nCOPY . /x\nRUN make\n"
_BUILDKIT, _LEGACY = Sight(buildkit=True), Sight(buildkit=False)
Wrong = Callable[[Path], bool]


def one_by_one(
    items: Sequence[Change], fails: Callable[[Sequence[Change]], bool]
) -> Sequence[Change]:
    """Leave out each change that is not needed."""
    kept = list(items)
    for item in items:
        rest = [each for each in kept if each != item]
        kept = rest if fails(tuple(rest)) else kept
    return tuple(kept)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let temporary folders lie where the test sees all of them."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def _write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def _options(context: Path) -> BuildOptions:
    return BuildOptions(
        dockerfile=context / "Dockerfile", context=context, target=None, builder="auto", flags=()
    )


def _asks(wrong: Wrong) -> Callable[[Subject], Answer]:
    def ask(subject: Subject) -> Answer:
        assert subject.at.text == "RUN make"
        bad = wrong(Path(subject.plan.request.context))
        return Answer(verdict=Verdict.BAD if bad else Verdict.GOOD)

    return ask


def _search(
    text: str, context: Path, ask: Callable[[Subject], Answer], sight: Sight = _BUILDKIT
) -> ContextResult:
    data = (context / "Dockerfile").read_bytes()

    def ask_part(part: Point, subject: AbstractContextManager[Subject]) -> Answer:
        del part
        with subject as built:
            return ask(built)

    with two_sides(text, _options(context), parse(data), make_plan, git_program()) as sides:
        return search_context(sides, sight, ask_part, one_by_one)


def _paths(result: ContextResult) -> list[str]:
    return [change.path for change in result.files]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Give a good context."""
    files = dict.fromkeys("abcdef", "1")
    return _write(tmp_path / "old", Dockerfile=_FILE, **files)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Give a bad context: six files changed, one came."""
    files = dict.fromkeys("abcdef", "2")
    return _write(tmp_path / "new", Dockerfile=_FILE, **files, g="2")


def test_the_one_changed_file_that_makes_it_bad_is_found(
    old: Path, new: Path, temporary: Path
) -> None:
    """Neither folder is changed, and nothing is left."""
    before = {path: path.read_text() for path in (*old.iterdir(), *new.iterdir())}

    result = _search(str(old), new, _asks(lambda seen: (seen / "d").read_text() == "2"))

    assert result.result is Result.FOUND
    assert result.files == (Change(path="d", kind=Kind.CONTENT),)
    assert result.changed == 7
    assert result.answer == Answer(verdict=Verdict.BAD)
    assert {path: path.read_text() for path in (*old.iterdir(), *new.iterdir())} == before
    assert all(path.stat().st_nlink == 1 for path in before)
    assert list(temporary.iterdir()) == []


def test_files_that_are_bad_only_together_are_found_together(old: Path, new: Path) -> None:
    """An added one is among them."""
    result = _search(
        str(old), new, _asks(lambda seen: (seen / "b").read_text() == "2" and (seen / "g").exists())
    )

    assert _paths(result) == ["b", "g"]


def test_the_ends_are_checked_first(old: Path, new: Path) -> None:
    """All changes must be bad and none of them good; otherwise it is said which is not so."""
    never = _search(str(old), new, _asks(lambda _: False))
    always = _search(str(old), new, _asks(lambda _: True))
    same = _search(str(_copy(old)), old, _asks(lambda _: True))

    assert (never.result, never.tests) == (Result.BAD_IS_GOOD, 1)
    assert (always.result, always.tests) == (Result.GOOD_IS_BAD, 2)
    assert (same.result, same.tests) == (Result.SAME, 0)


def _copy(folder: Path) -> Path:
    files = {path.name: path.read_text() for path in folder.iterdir()}
    return _write(folder.with_name("copy"), **files)


def test_a_test_that_stops_or_skips_the_ends_ends_the_search(old: Path, new: Path) -> None:
    """And its answer is given."""
    asked = []

    def stops_at_third(_: Subject) -> Answer:
        asked.append(1)
        verdicts = (Verdict.BAD, Verdict.GOOD, None)
        return Answer(verdict=verdicts[len(asked) - 1], exit_code=len(asked))

    stopped = _search(str(old), new, stops_at_third)
    skipped = _search(str(old), new, lambda _: Answer(verdict=Verdict.SKIP, reason="no"))

    assert (stopped.result, stopped.tests, stopped.files) == (Result.STOPPED, 3, ())
    assert stopped.answer == Answer(verdict=None, exit_code=3)
    assert (skipped.result, skipped.answer) == (
        Result.UNDECIDED,
        Answer(verdict=Verdict.SKIP, reason="no"),
    )


def test_files_of_which_some_could_not_be_left_out_for_a_test_are_not_decided(
    old: Path, new: Path
) -> None:
    """What does not build says nothing of whether it would be bad."""

    def builds_with_all_only(subject: Subject) -> Answer:
        context = Path(subject.plan.request.context)
        done = [name for name in "abcdef" if (context / name).read_text() == "2"]
        if len(done) == 6 and (context / "g").exists():
            return Answer(verdict=Verdict.BAD)
        skipped = done or (context / "g").exists()
        return Answer(verdict=Verdict.SKIP if skipped else Verdict.GOOD)

    found = _search(str(old), new, builds_with_all_only)

    assert (found.result, found.untested) == (Result.UNDECIDED, 7)
    assert _paths(found) == list("abcdefg")
    assert found.answer == Answer(verdict=Verdict.BAD)


def test_skips_of_other_sets_leave_what_was_found_certain(old: Path, new: Path) -> None:
    """Each file of it was left out in a test that passed."""

    def ask(subject: Subject) -> Answer:
        context = Path(subject.plan.request.context)
        b, c, g = ((context / name).exists() for name in "bcg")
        assert b
        assert c
        if (context / "b").read_text() == "2" and g:
            return Answer(verdict=Verdict.BAD)
        odd = (context / "a").read_text() == "2" and (context / "f").read_text() == "1"
        return Answer(verdict=Verdict.SKIP if odd else Verdict.GOOD)

    found = _search(str(old), new, ask)

    assert (found.result, found.untested, _paths(found)) == (Result.FOUND, 0, ["b", "g"])


def test_no_part_is_asked_twice(old: Path, new: Path) -> None:
    """However often the delta debugging asks."""
    parts = []

    def wrong(seen: Path) -> bool:
        parts.append(tuple(path.read_text() for path in sorted(seen.iterdir())))
        return (seen / "a").read_text() == "2"

    result = _search(str(old), new, _asks(wrong))

    assert len(set(parts)) == len(parts) == result.tests


@pytest.mark.parametrize("sight", [_BUILDKIT, _LEGACY], ids=["buildkit", "legacy"])
def test_a_file_that_the_ignore_file_now_leaves_out_is_told_with_its_line(
    old: Path, new: Path, sight: Sight
) -> None:
    """Ignored files that changed do not count."""
    _write(old, **{".dockerignore": "f\n"})
    _write(new, **{".dockerignore": "f\n# more\n[de]\n"})

    result = _search(str(old), new, _asks(lambda seen: not (seen / "e").exists()), sight)

    assert result.files == (
        Change(path="e", kind=Kind.REMOVED, because="line 3 of .dockerignore leaves it out: [de]"),
    )
    assert result.changed == 6 + (sight.buildkit)
    assert bool(result.notes) is not sight.buildkit


def test_the_dockerfile_lies_outside_the_context_with_nothing_to_ignore(
    old: Path, new: Path
) -> None:
    """So that the rules of one side never hide what the other side has."""
    _write(new, **{"Dockerfile.dockerignore": "a\n"})

    def ask(subject: Subject) -> Answer:
        path, context = subject.options.dockerfile, subject.options.context
        assert path is not None
        assert path.name == "Dockerfile"
        assert context not in path.parents
        assert subject.plan.request.dockerfile == _FILE.encode()
        assert not _BUILDKIT.ignore(context, path).ignores("a")
        return Answer(verdict=Verdict.GOOD if (context / "a").exists() else Verdict.BAD)

    assert _paths(_search(str(old), new, ask)) == ["a"]


def test_an_interrupted_search_leaves_nothing(old: Path, new: Path, temporary: Path) -> None:
    """Ctrl-C comes while a context is asked."""

    def ask(_: Subject) -> Answer:
        signal.raise_signal(signal.SIGINT)
        raise AssertionError

    with pytest.raises(KeyboardInterrupt), handled():
        _search(str(old), new, ask)

    assert list(temporary.iterdir()) == []


@contextmanager
def _unchanged(repo: Repo, temporary: Path) -> Iterator[None]:
    before = repo.all_there_is()
    yield
    assert repo.all_there_is() == before
    assert list(temporary.iterdir()) == []


@needs_git
def test_between_two_commits_the_file_is_found_and_the_repository_stays(
    tmp_path: Path, temporary: Path
) -> None:
    """The person's own files are not looked at."""
    repo = Repo.make(tmp_path / "repo")
    repo.commit("Good", {"app/Dockerfile": _FILE, "app/a": "1", "app/b": "1"})
    repo.commit("Bad", {"app/a": "2", "app/b": "2", "app/c": "2"})
    repo.write({"app/a": "mine", "app/b": "mine"})

    with _unchanged(repo, temporary):
        result = _search(
            "HEAD~1..HEAD", repo.top / "app", _asks(lambda seen: (seen / "b").read_text() == "2")
        )

    assert _paths(result) == ["b"]
    assert result.changed == 3
    assert any("does not track" in note for note in result.notes)


@needs_git
def test_a_commit_is_compared_with_the_persons_own_files(tmp_path: Path, temporary: Path) -> None:
    """Modes that git does not keep are no changes."""
    repo = Repo.make(tmp_path / "repo")
    repo.commit("Good", {"Dockerfile": _FILE, "a": "1", "b": "1", ".dockerignore": ".git\n"})
    repo.write({"b": "2", "new": "2"})
    (repo.top / "a").chmod(0o600)

    with _unchanged(repo, temporary):
        result = _search("HEAD", repo.top, _asks(lambda seen: (seen / "new").exists()))

    assert _paths(result) == ["new"]
    assert result.changed == 2


@needs_git
@pytest.mark.parametrize("text", ["nowhere", "nowhere..HEAD"])
def test_what_is_neither_a_directory_nor_a_commit_is_refused(tmp_path: Path, text: str) -> None:
    """In a repository and outside of one."""
    repo = Repo.make(tmp_path / "repo")
    repo.commit("Good", {"Dockerfile": _FILE})
    plain = _write(tmp_path / "plain", Dockerfile=_FILE)

    with pytest.raises(UsageError, match="no commit nowhere"):
        _search(text, repo.top, _asks(lambda _: True))
    with pytest.raises(UsageError, match="no directory nowhere"):
        _search(text, plain, _asks(lambda _: True))


@needs_git
@pytest.mark.parametrize(
    "text", ["../odl", "./odl", "odl/", "/nowhere/odl", "../../a..b", "a/../odl", "~me/odl"]
)
def test_a_mistyped_directory_is_told_as_one(tmp_path: Path, text: str) -> None:
    """No commit and no range is written like a path, though both may have two dots and slashes."""
    repo = Repo.make(tmp_path / "repo")
    repo.commit("Good", {"Dockerfile": _FILE})
    repo.git("branch", "feature/x")

    with pytest.raises(UsageError, match=re.escape(f"no directory {text}.")) as caught:
        _search(text, repo.top, _asks(lambda _: True))

    assert "Name a directory" in caught.value.hint
    assert _search("feature/x..feature/x", repo.top, _asks(lambda _: True)).changed == 0


@pytest.mark.parametrize("where", ["old", "old/0", "context-0", "file"])
def test_a_full_disk_is_not_taken_for_a_file_that_cannot_be_read(
    where: str, old: Path, new: Path, monkeypatch: pytest.MonkeyPatch, temporary: Path
) -> None:
    """Neither where the files are copied nor where the copies are laid out."""

    def fails(path: Path | str) -> None:
        if str(path).startswith(str(temporary)) and str(path).endswith(f"/{where}"):
            raise OSError(errno.ENOSPC, "No space left on device", str(old / "a"), None, str(path))

    mkdir, copyfile = Path.mkdir, shutil.copyfile

    def make(path: Path, mode: int = 0o777) -> None:
        fails(path)
        mkdir(path, mode)

    def copied(source: Path, place: Path) -> None:
        fails(place)
        copyfile(source, place)

    monkeypatch.setattr(Path, "mkdir", make)
    monkeypatch.setattr(shutil, "copyfile", copied)

    with pytest.raises(UnreadableError, match="temporary files cannot be written") as caught:
        _search(str(old), new, _asks(lambda _: True))

    assert "TMPDIR" in caught.value.hint
    assert list(temporary.iterdir()) == []


def test_a_file_that_went_away_while_it_is_copied_is_named(
    old: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is not for want of room."""

    def gone(source: Path, place: Path) -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", str(source), None, place)

    monkeypatch.setattr(shutil, "copyfile", gone)

    with pytest.raises(UnreadableError, match="is part of the build context but cannot be read"):
        _search(str(old), new, _asks(lambda _: True))


def test_the_context_itself_is_no_other_one(new: Path) -> None:
    """It is told so."""
    with pytest.raises(UsageError, match="the build context itself"):
        _search(str(new), new, _asks(lambda _: True))
