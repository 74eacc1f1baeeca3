"""One run of the program: its id, and its folder for logs."""

from __future__ import annotations

import os
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LABEL = "bisectbuild.session"
# The repository of the images that cuts make: the tag is the session's id and a number.
IMAGES = "bisectbuild/session"
_KEPT = 10
# The containers that a builder made for us, one a line: + made, - gone.
_MADE = "made"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`id` labels all that is made in an engine; it ends in this machine's mark and a process id.

    `folder` holds the logs of the steps; it outlives the run, unless the build was healthy.
    """

    id: str
    folder: Path

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """Give the labels for everything made in an engine."""
        return ((LABEL, self.id),)

    @property
    def log_dir(self) -> Path:
        """Give the folder of the steps' logs."""
        return self.folder / "logs"

    def note(self, container: str, *, gone: bool) -> None:
        """Write down a container that no name of ours marks, or that it is gone again.

        A disk that cannot be written to costs the clean-up after a kill, and nothing else.
        """
        with suppress(OSError), (self.folder / _MADE).open("a", encoding="ascii") as made:
            made.write(f"{'-' if gone else '+'}{container}\n")

    def forget(self) -> None:
        """Remove the folder: nothing in it is worth keeping."""
        shutil.rmtree(self.folder, ignore_errors=True)


def begin(environment: Mapping[str, str] = os.environ) -> Session:
    """Begin a session; folders of sessions older than the last ten are removed.

    The folder lies in the person's state folder, or in the temporary folder where that cannot be
    written (no HOME, a read-only disk).
    """
    name = f"{os.urandom(4).hex()}-{_machine()}-{os.getpid()}"
    for root in state_folders(environment):
        folder = root / name
        try:
            folder.mkdir(parents=True, mode=0o700)
        except OSError:
            continue
        _drop_old(root)
        return Session(id=name, folder=folder)
    return Session(id=name, folder=Path(tempfile.mkdtemp(prefix="bisectbuild-")))


def noted(environment: Mapping[str, str] = os.environ) -> dict[str, tuple[str, ...]]:
    """Give the containers that sessions of this machine wrote down and that may still be there."""
    found = {}
    for root in state_folders(environment):
        for file in sorted(root.glob(f"*/{_MADE}")):
            with suppress(OSError, UnicodeDecodeError):
                lines = file.read_text("ascii").split()
                gone = {line[1:] for line in lines if line.startswith("-")}
                made = dict.fromkeys(line[1:] for line in lines if line.startswith("+"))
                found[file.parent.name] = tuple(c for c in made if c not in gone)
    return found


def settle(session: str, environment: Mapping[str, str] = os.environ) -> None:
    """Forget the containers of a session, which were removed."""
    for root in state_folders(environment):
        with suppress(OSError):
            (root / session / _MADE).unlink()


def state_folders(environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Give the folders that may keep what outlives a run, the best first."""
    state = environment.get("XDG_STATE_HOME")
    home = environment.get("HOME")
    roots = []
    if state:
        roots.append(Path(state) / "bisectbuild")
    elif home:
        roots.append(Path(home) / ".local" / "state" / "bisectbuild")
    return (*roots, Path(tempfile.gettempdir()) / f"bisectbuild-{os.getuid()}")


def _drop_old(root: Path) -> None:
    """Keep the newest folders, and those of runs that still go on."""
    folders = [entry for entry in root.iterdir() if entry.is_dir() and "-" in entry.name]
    folders.sort(key=_written, reverse=True)
    for folder in folders[_KEPT:]:
        if not is_running(folder.name) and not (folder / _MADE).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _written(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except OSError:  # Another run has just removed it.
        return 0.0


def is_running(session: str) -> bool:
    """Tell whether the process that began a session may still live.

    One begun on another machine (an engine can serve many) is taken for running.
    """
    machine, _, pid = session.partition("-")[2].partition("-")
    if machine != _machine():
        return True
    return pid.isdigit() and lives(int(pid))


def lives(pid: int) -> bool:
    """Tell whether a process of this machine may still live, another user's too."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _machine() -> str:
    return f"{zlib.crc32(os.uname().nodename.encode()):08x}"
