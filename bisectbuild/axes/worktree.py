"""A commit checked out in a folder of its own, which goes again however the work in it ends."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from bisectbuild.axes.git import complaint
from bisectbuild.axes.repository import Repository
from bisectbuild.errors import BisectBuildError, UnreadableError
from bisectbuild.interrupt import held

_PREFIX: Final = "bisectbuild-tree-"
_LOCK: Final = "lock"


@contextmanager
def checked_out(repository: Repository, commit: str) -> Iterator[Path]:
    """Give a folder with the files of a commit, as a checkout of it has them, for the block.

    Of the person's repository nothing changes but the list of worktrees, and that only for the
    block. The file `.git` is taken out of the folder: it names this worktree, so that each build
    with it would be a new one. Raises UnreadableError where git cannot do it.
    """
    home: Path | None = None
    lock = -1
    try:
        with held():
            home = _home()
            lock = _locked(home)
        tree = home / home.name
        said = repository.git(
            repository.top, "worktree", "add", "--detach", "--force", str(tree), commit
        )
        if said.code:
            raise UnreadableError(
                f"Commit {commit[:12]} cannot be checked out: {complaint(said)}.",
                hint=f"Try: git worktree add --detach FOLDER {commit[:12]}",
            )
        (tree / ".git").unlink()
        yield tree
    finally:
        with held():
            if home is not None:
                _remove(repository, home)
            if lock >= 0:
                os.close(lock)


def sweep(repository: Repository) -> None:
    """Remove the worktrees that runs of this program left which were killed."""
    for entry in (repository.common / "worktrees").glob(f"{_PREFIX}*"):
        tree = _registered(entry)
        if tree is None or not tree.name.startswith(_PREFIX) or tree.parent.name != tree.name:
            continue
        lock = -1
        with suppress(OSError):
            if tree.parent.exists():
                lock = _locked(tree.parent)
            _remove(repository, tree.parent)
        if lock >= 0:
            os.close(lock)


def _home() -> Path:
    """Make a folder; git names a worktree by its last part, so that one is unique too."""
    try:
        return Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
    except OSError as error:
        raise UnreadableError(
            f"The folder for temporary files cannot be written: {error.strerror}.",
            hint="Free some space there, or name another folder in the variable TMPDIR.",
        ) from error


def _locked(home: Path) -> int:
    """Hold a lock that ends with this process, by which `sweep` knows whose folder is in use."""
    lock = os.open(home / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock


def _remove(repository: Repository, home: Path) -> None:
    """Remove the folder first: git then forgets the worktree without a look at its files."""
    tree = home / home.name
    shutil.rmtree(home, onerror=_with_force)
    with suppress(BisectBuildError):
        repository.git(repository.top, "worktree", "remove", "--force", str(tree))
    # What git did not do (it was stopped halfway, it is too old): one entry, known to be ours.
    registry = repository.common / "worktrees"
    for entry in registry.glob(f"{_PREFIX}*"):
        if _registered(entry) == tree:
            shutil.rmtree(entry, ignore_errors=True)
            with suppress(OSError):
                registry.rmdir()  # Only where it is empty, as git does it.


def _registered(entry: Path) -> Path | None:
    """Give the folder of a registered worktree."""
    try:
        return Path(os.fsdecode((entry / "gitdir").read_bytes().strip())).parent
    except OSError:
        return None


def _with_force(_function: object, path: str, _error: object) -> None:
    """Try again in a folder that was made read-only meanwhile; what stays then, stays."""
    with suppress(OSError):
        Path(path).parent.chmod(0o700)
        Path(path).chmod(0o700, follow_symlinks=True)
        if Path(path).is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            Path(path).unlink()
