"""The axis of commits on real builds."""

from __future__ import annotations

import secrets
import signal
import tempfile
from pathlib import Path

import pytest

from bisectbuild.axes.commit import Commits, commit_axis
from bisectbuild.bisection.drive import search
from bisectbuild.bisection.finding import Found
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.errors import UnreadableError
from bisectbuild.interrupt import handled
from tests.support.asking import Asker
from tests.support.matrix import Engine
from tests.support.repositories import Repo, needs_git, project_of

pytestmark = [pytest.mark.engine, needs_git]
_FILE = """FROM bisectbuild-test/busybox
WORKDIR /x
COPY . .
RUN test ! -e broken
RUN echo done
"""


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Give six commits after the good one; the third breaks the build, the second has no file."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    repo = Repo.make(tmp_path / "repo")
    repo.commit("Begin", {"app/Dockerfile": _FILE, "app/nonce": secrets.token_hex(8)})
    repo.git("tag", "good")
    for number in range(1, 7):
        changed: dict[str, str | None] = {"app/one": str(number)}
        changed |= {"app/broken": ""} if number == 3 else {}
        changed |= {"app/Dockerfile": None} if number == 2 else {"app/Dockerfile": _FILE}
        repo.commit(f"Number {number}", changed)
    return repo


def _ask(walk: Commits, asker: Asker, points: tuple[int, ...]) -> tuple[Answer, ...]:
    answers = []
    for point in points:
        try:
            with walk.subject(point) as subject:
                answers.append(asker(subject))
        except UnreadableError as error:
            answers.append(Answer(verdict=Verdict.SKIP, reason=error.message))
    return tuple(answers)


def test_the_commit_that_broke_the_build_is_found(engine_builder: Engine, repo: Repo) -> None:
    """Beside one that cannot be built; what the person has in the folder does not count."""
    repo.write({"app/broken": None})
    before = repo.all_there_is()
    walk = commit_axis(project_of(repo, "app"), "good..HEAD")
    asker = Asker(engine_builder)
    with walk.plan_for(walk.good) as good:
        assert asker(good).verdict is Verdict.GOOD

    finding = search(walk.axis, lambda points: _ask(walk, asker, points))
    found = getattr(finding, "point", None)
    candidates = set(getattr(finding, "candidates", ()))

    assert found == 2 if isinstance(finding, Found) else candidates == {1, 2}
    assert repo.all_there_is() == before
    with walk.subject(2) as again:
        asker(again)
        assert asker.asked[-1][1].verdict is Verdict.BAD
        assert asker.done == 0


def test_an_interrupted_search_leaves_the_repository_as_it_was(
    engine_builder: Engine, repo: Repo, tmp_path: Path
) -> None:
    """Ctrl-C comes at the second build."""
    before = repo.all_there_is()
    walk = commit_axis(project_of(repo, "app"), "good..HEAD")
    asker = Asker(engine_builder)

    def interrupt() -> None:
        if asker.asked:
            signal.raise_signal(signal.SIGINT)

    asker.before = interrupt
    with pytest.raises(KeyboardInterrupt), handled():
        search(walk.axis, lambda points: _ask(walk, asker, points))

    assert len(asker.asked) == 1
    assert repo.all_there_is() == before
    assert list((tmp_path / "temporary").iterdir()) == []
