"""The axis of a project's commits."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bisectbuild.axes.commit import commit_axis
from bisectbuild.axes.project import find_project
from bisectbuild.axes.worktree import checked_out, sweep
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import UnreadableError, UsageError
from bisectbuild.interrupt import handled
from bisectbuild.options import BuildOptions
from tests.support.repositories import Repo, git_program, make_plan, needs_git, project_of

pytestmark = needs_git
_FILE = "FROM a\nCOPY . /x\nRUN make\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Give a repository of which the first commit, tagged `good`, can be built."""
    repo = Repo.make(tmp_path / "repo")
    repo.commit("Begin", {"app/Dockerfile": _FILE, "app/one": "1", ".gitignore": "*.o\n"})
    repo.git("tag", "good")
    return repo


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let temporary folders lie where the test sees all of them."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_the_points_are_the_commits_after_the_good_one_up_to_the_bad_one(repo: Repo) -> None:
    """Each stands on the one before it, and is called by a short id and its subject."""
    second = repo.commit("Second", {"app/one": "2"})
    third = repo.commit("Third", {"app/one": "3"})

    walk = commit_axis(project_of(repo, "app"), "good..HEAD")

    assert [each.id for each in walk.commits] == [second, third]
    assert walk.good.subject == "Begin"
    assert walk.axis.parents == ((), (0,))
    assert walk.axis.word == "commit"
    assert walk.axis.below is not None
    assert walk.axis.below.title == walk.good.title == f"{walk.axis.below.key} Begin"
    assert second.startswith(walk.axis.points[0].key)
    assert walk.axis.points[0].title == f"{walk.axis.points[0].key} Second"
    assert walk.instruction(0) is None


def test_a_merge_stands_on_both_branches_first_parent_first(repo: Repo) -> None:
    """A branch that began before the good commit has a start of its own."""
    old = repo.git("rev-parse", "HEAD")
    repo.commit("Main", {"app/main": "1"})
    repo.git("tag", "--force", "good")
    repo.git("checkout", "--quiet", "-b", "side", old)
    side = repo.commit("Side", {"app/side": "1"})
    repo.git("checkout", "--quiet", "main")
    main = repo.commit("Main again", {"app/main": "2"})
    repo.git("merge", "--quiet", "--no-ff", "--message", "Join", "side")

    walk = commit_axis(project_of(repo, "app"), "good..main")
    straight = commit_axis(project_of(repo, "app"), "good..main", first_parent=True)

    ids = [each.id for each in walk.commits]
    assert set(ids[:2]) == {side, main}
    assert walk.axis.parents == ((), (), (ids.index(main), ids.index(side)))
    assert walk.axis.merges
    assert [each.subject for each in straight.commits] == ["Main again", "Join"]
    assert straight.axis.parents == ((), (0,))


def test_a_hostile_subject_is_made_safe(repo: Repo) -> None:
    """No escape sequence of it reaches a terminal, and it stays on one line."""
    repo.commit("a\x1b[31mred\u202e \x07" + "long " * 50, {"app/one": "2"})

    title = commit_axis(project_of(repo, "app"), "good..HEAD").axis.points[0].title

    assert title.isprintable()
    assert "\x1b" not in title
    assert len(title) < 120


def test_a_commit_is_built_from_its_own_files_and_dockerfile(repo: Repo) -> None:
    """Files of the person's that git ignores or does not know are not in it; neither is `.git`."""
    repo.commit("Second", {"app/Dockerfile": _FILE + "RUN more\n", "app/one": "2"})
    repo.commit("Third", {"app/one": "3"})
    repo.write({"app/junk.o": "", "app/new": ""})
    walk = commit_axis(project_of(repo, "app"), "good..HEAD")

    with walk.subject(0) as subject:
        context = Path(subject.plan.request.context)
        assert sorted(path.name for path in context.iterdir()) == ["Dockerfile", "one"]
        assert (context / "one").read_text() == "2"
        assert sorted(path.name for path in context.parent.iterdir()) == [".gitignore", "app"]
        assert subject.at.text == "RUN more"
        assert subject.options.context == context
        assert subject.options.dockerfile == context / "Dockerfile"
    with walk.plan_for(walk.good) as good:
        assert good.at.text == "RUN make"

    assert not context.exists()
    assert "Files that git does not track are in no commit, so these builds lack them." in (
        walk.notes
    )


def test_two_commits_can_be_built_at_once(repo: Repo) -> None:
    """Their images, logs and folders have names of their own."""
    repo.commit("Second", {})
    repo.commit("Third", {})
    walk = commit_axis(project_of(repo, "app"), "good..HEAD")

    with walk.subject(0) as one, walk.subject(1) as other:
        assert one.plan.image != other.plan.image
        assert one.plan.log_dir != other.plan.log_dir
        assert one.plan.request.context != other.plan.request.context


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"app/Dockerfile": None}, "no file app/Dockerfile"),
        ({"app/Dockerfile": None, "app/one": None}, "no folder app"),
        ({"app/Dockerfile": "# nothing\n"}, "has no stage"),
        ({"app/Dockerfile": "\0\0"}, "NUL"),
    ],
)
def test_a_commit_without_a_dockerfile_can_only_be_skipped(
    repo: Repo, files: dict[str, str | None], said: str
) -> None:
    """It says so with an UnreadableError, and its checkout is gone."""
    repo.commit("Broken", files)
    repo.commit("Mended", {"app/Dockerfile": _FILE})
    walk = commit_axis(project_of(repo, "app"), "good..HEAD")

    with pytest.raises(UnreadableError, match=said), walk.subject(0):
        pass

    assert "bisectbuild" not in repo.git("worktree", "list")


def test_the_repository_is_the_same_after_a_search_that_was_interrupted(
    repo: Repo, temporary: Path
) -> None:
    """Checkout, index, HEAD, branches, settings and hooks are; no hook ran, no folder stays."""
    hook = repo.top / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {repo.top}/hooked\n")
    hook.chmod(0o755)
    repo.commit("Second", {"app/one": "2"})
    repo.write({"app/one": "changed", "app/staged": "s", "app/junk.o": ""})
    repo.git("add", "app/staged")
    repo.git("status")
    before, status = repo.all_there_is(), repo.git("status", "--porcelain", "--ignored")
    walk = commit_axis(project_of(repo, "app"), "good..HEAD")

    with pytest.raises(KeyboardInterrupt), handled(), walk.subject(0):
        signal.raise_signal(signal.SIGINT)

    assert repo.all_there_is() == before
    assert repo.git("status", "--porcelain", "--ignored") == status
    assert repo.git("worktree", "list", "--porcelain").count("worktree ") == 1
    assert list(temporary.iterdir()) == []


def test_a_signal_while_git_works_leaves_nothing_either(
    repo: Repo, temporary: Path, tmp_path: Path
) -> None:
    """Git is stopped in the middle of its checkout."""
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text(
        f'#!/bin/sh\ncase "$*" in *"worktree add"*)\n{shutil.which("git")} "$@"\n'
        "kill -INT $PPID; sleep 60;; esac\n"
        f'exec {shutil.which("git")} "$@"\n'
    )
    slow.chmod(0o755)
    repo.commit("Second", {})
    before = repo.all_there_is()
    walk = commit_axis(project_of(repo, "app"), "good..HEAD")
    path = f"{slow.parent}{os.pathsep}{os.environ['PATH']}"
    there = walk.project.repository
    stopped = type(there)(
        git=git_program(PATH=path), top=there.top, common=there.common, shallow=False
    )

    with pytest.raises(KeyboardInterrupt), handled(), checked_out(stopped, walk.commits[0].id):
        pytest.fail("it was not interrupted")

    assert repo.all_there_is() == before
    assert list(temporary.iterdir()) == []


def test_what_a_killed_run_left_goes_with_the_next_search(repo: Repo, temporary: Path) -> None:
    """A worktree in use stays, and so does one that is not ours."""
    repo.commit("Second", {})
    project = project_of(repo, "app")
    mine = repo.top.parent / "mine"
    repo.git("worktree", "add", "--quiet", "--detach", str(mine))
    script = (
        "import os, sys, tempfile\nfrom pathlib import Path\n"
        "from bisectbuild.axes.repository import find_repository\n"
        "from bisectbuild.axes.worktree import checked_out\n"
        "from bisectbuild.engines.git import GitProgram\n"
        "tempfile.tempdir = sys.argv[2]\n"
        "found = find_repository(GitProgram(environment=dict(os.environ)), Path(sys.argv[1]))\n"
        "with checked_out(found, found.commit('HEAD')):\n    os.kill(os.getpid(), 9)\n"
    )
    subprocess.run((sys.executable, "-c", script, repo.top, temporary), check=False)
    left = list(temporary.iterdir())
    with checked_out(project.repository, "HEAD") as used:
        sweep(project.repository)

        assert len(left) == 1
        assert list(temporary.iterdir()) == [used.parent]
        listed = repo.git("worktree", "list", "--porcelain")

    assert sorted(line.split()[1] for line in listed.splitlines() if "worktree " in line) == sorted(
        map(str, (repo.top, mine, used))
    )


def test_a_callers_git_dir_does_not_count(repo: Repo, tmp_path: Path) -> None:
    """As where the program is started by a hook of another repository."""
    other = Repo.make(tmp_path / "other")
    repo.commit("Second", {})
    folder = repo.top / "app"
    options = BuildOptions(
        dockerfile=folder / "Dockerfile", context=folder, target=None, builder="auto", flags=()
    )
    git = git_program(GIT_DIR=str(other.top / ".git"), GIT_INDEX_FILE=str(tmp_path / "index"))

    project = find_project(git, options, parse(_FILE.encode()), make_plan)

    assert project.repository.top == repo.top
    assert len(commit_axis(project, "good..").commits) == 1


def test_a_dockerfile_outside_the_repository_is_built_at_each_commit(
    repo: Repo, tmp_path: Path
) -> None:
    """It says so once."""
    repo.commit("Second", {"app/one": "2"})
    outside = tmp_path / "Own"
    outside.write_text("FROM b\nRUN own\n")

    walk = commit_axis(project_of(repo, "app", dockerfile=outside), "good..HEAD")

    with walk.subject(0) as subject:
        assert subject.at.text == "RUN own"
    assert "The Dockerfile is not in the repository; each commit is built with it." in walk.notes


def test_it_says_what_the_commits_folders_lack(repo: Repo) -> None:
    """Submodules, what Git LFS keeps, and git's own folder."""
    repo.commit(
        "Second",
        {".gitmodules": "", "media/.gitattributes": "*.bin filter=lfs\n", "Dockerfile": _FILE},
    )

    notes = " ".join(commit_axis(project_of(repo), "good..HEAD").notes)
    inner = " ".join(commit_axis(project_of(repo, "app"), "good..HEAD").notes)

    assert "Submodules" in notes
    assert "Git LFS" in notes
    assert "folder .git" in notes
    assert "folder .git" not in inner


@pytest.mark.parametrize(
    ("text", "said", "advice"),
    [
        ("good", "is no GOOD..BAD", "v1.2..HEAD"),
        ("good...HEAD", "is no GOOD..BAD", "v1.2..HEAD"),
        ("nowhere..HEAD", "no commit nowhere", "git log"),
        ("good..--all", "no commit --all", "git log"),
        ("good..good", "holds no commit", "v1.2..HEAD"),
        ("HEAD..good", "no ancestor", "other way round"),
        ("side..HEAD", "no ancestor", "They part at"),
        ("lone..HEAD", "no ancestor", "nothing in common"),
    ],
)
def test_a_range_that_cannot_be_searched_is_refused(
    repo: Repo, text: str, said: str, advice: str
) -> None:
    """With what to type instead."""
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit("Side", {"app/side": "1"})
    repo.git("checkout", "--quiet", "--orphan", "lone")
    repo.commit("Lone", {})
    repo.git("checkout", "--quiet", "main")
    repo.commit("Second", {})

    with pytest.raises(UsageError, match=said) as caught:
        commit_axis(project_of(repo, "app"), text)

    assert advice in caught.value.hint


def test_a_shallow_clone_is_told(repo: Repo, tmp_path: Path) -> None:
    """What is missing in it can be fetched."""
    good = repo.git("rev-parse", "good")
    repo.commit("Second", {})
    repo.git("clone", "--quiet", "--depth=1", repo.top.as_uri(), str(tmp_path / "clone"))

    with pytest.raises(UsageError) as caught:
        commit_axis(project_of(Repo(tmp_path / "clone"), "app"), f"{good}..HEAD")

    assert "git fetch --unshallow" in caught.value.hint


def test_a_folder_outside_any_repository_is_refused(tmp_path: Path) -> None:
    """With advice."""
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "Dockerfile").write_text(_FILE)

    with pytest.raises(UsageError, match="in no checkout"):
        project_of(Repo(folder))


def test_without_git_it_says_what_is_missing(repo: Repo, tmp_path: Path) -> None:
    """It is not taken for a missing engine."""
    with pytest.raises(UsageError, match="`git` was not found"):
        git_program(PATH=str(tmp_path))(repo.top, "status")
