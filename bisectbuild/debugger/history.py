"""The lines typed at the prompt, kept for the next time; those that hold a secret are not."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from bisectbuild.redact.names import is_secret_name

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)=")


class SafeHistory(FileHistory):
    """Stores what `hide` leaves as it is, unless it gives a value to a name of a secret."""

    def __init__(self, path: Path, hide: Callable[[str], str]) -> None:
        super().__init__(path)
        self._hide = hide

    def store_string(self, string: str) -> None:
        """Store a line, or not; a disk that is full or gone loses the history and no more."""
        if self._hide(string) != string:
            return
        if any(is_secret_name(name) for name in _ASSIGNMENT.findall(string)):
            return
        try:
            super().store_string(string)
        except OSError:
            return


def history(hide: Callable[[str], str], environment: Mapping[str, str]) -> History:
    """Give the history in the person's state folder; in memory alone where that is not writable."""
    state, home = environment.get("XDG_STATE_HOME"), environment.get("HOME")
    if not state and not home:
        return InMemoryHistory()
    root = Path(state) if state else Path(str(home)) / ".local" / "state"
    path = root / "bisectbuild" / "history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except OSError:
        return InMemoryHistory()
    return SafeHistory(path, hide)
