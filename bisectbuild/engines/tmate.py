"""tmate as another way in: people reach a terminal of this machine through its server."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bisectbuild.engines.process import Program, capture, code_of, launch
from bisectbuild.errors import BisectBuildError, EngineError, UsageError
from bisectbuild.tty.text import one_line

SECONDS: Final = 30.0
_LOOK_EVERY: Final = 0.2
_ANSWERS_WITHIN: Final = 20.0
_WIDTH: Final = 200
_PACKAGES: Final = {"ssh": "openssh-client"}
_SETTINGS: Final = "Look into ~/.tmate.conf, or into what --tmate-config names"
# What the server gives people to type; it is a stranger's word, so it is looked at.
_LINE: Final = re.compile(r"ssh (?:-p ?[0-9]{1,5} )?[A-Za-z0-9_][\w.+/-]*@[A-Za-z0-9][\w.:-]*\Z")
# It tries again for ever, though its server will never do.
_HOPELESS: Final = ("Cannot authenticate server", "Access denied")
_TRIES: Final = re.compile(r"Reconnecting\.\.\.|Connecting to |Using |To connect to ")
# Comes behind the person's own, so it holds: tmate's own keys would give a shell of the runner.
_OURS: Final = """
set -g tmate-authorized-keys {keys}
set -g tmate-foreground-restart 0
set -g default-shell /bin/sh
set -g destroy-unattached off
set -g remain-on-exit off
set -g status off
set -g key-table root
unbind-key -a -T root
unbind-key -a -T prefix
set -g prefix None
set -g prefix2 None
"""
# Whoever comes begins by a key. Beside it, once a second: when all have left, so does what they
# were in; when we are gone (killed, say), so is tmate. The socket may be gone before.
_DOOR: Final = """
trap '' INT QUIT TSTP
parent=$1 socket=$2 server=${TMUX%,*}; shift 2
{
    came=
    while kill -0 "$parent"; do
        sleep 1
        case $(tmate -S "$socket" display -p '#{tmate_num_clients}') in
        '') ;;
        0) [ -z "$came" ] || kill "$(cat "$socket.pid")"; came= ;;
        *) came=1 ;;
        esac
    done
    tmate -S "$socket" kill-server || kill -9 "${server##*,}"
} >/dev/null 2>&1 &
while :; do
    echo 'A failed build waits here. Press Enter to go into its failed step.'
    until read -r _; do sleep 1; done
    sh -c 'echo $$ >"$0"; exec "$@"' "$socket.pid" "$@"
done
"""


class Tmate:
    """One session of tmate (2.4.0), which lets in whom its server finds among the keys.

    `config` are lines as in ~/.tmate.conf, which may name the server. Its files go into `folder`,
    which only we can read. It may be closed from another thread while it is opened.
    """

    name = "tmate"

    def __init__(self, folder: Path, config: str, environment: Mapping[str, str]) -> None:
        self._folder, self._config = folder, config
        self._environment = {"TERM": "xterm", **environment}
        self._program: Program | None = None
        self._closed, self._lock = threading.Event(), threading.Lock()

    def open(self, argv: Sequence[str], keys: Sequence[str]) -> str:
        """Connect, for a program that is begun by who comes; give what people type.

        Where it cannot be had, nothing of it stays: raises UsageError where a program is missing,
        EngineError where tmate's server does not answer within 30 seconds or keeps no keys.
        """
        for name in ("tmate", argv[0]):
            if shutil.which(name, path=self._environment.get("PATH")) is None:
                raise UsageError(
                    f"A way in through tmate needs the program {name}, which is not here.",
                    hint=f"Install it (Debian, Ubuntu: apt-get install {_PACKAGES.get(name, name)})"
                    " or leave out --tmate.",
                )
        try:
            self._begin(argv, keys)
            self._connect()
            return self._line()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End it, and with it the connections of all who came."""
        with self._lock:
            self._closed.set()
            program, self._program = self._program, None
        if program is not None:
            self._asked("kill-server")
            with contextlib.suppress(OSError):
                program.kill()
            code_of(program)

    def _begin(self, argv: Sequence[str], keys: Sequence[str]) -> None:
        try:
            words = self._prepared(argv, keys)
            with self._log.open("wb") as log, self._lock:
                if self._closed.is_set():
                    raise EngineError("The shell ended before tmate was begun.")
                self._program = launch(
                    (*self._tmate, *words),
                    env=self._environment,
                    stdout=log.fileno(),
                    stderr=log.fileno(),
                    asks=False,
                )
        except OSError as error:
            raise EngineError(f"tmate cannot be started: {error.strerror}.") from error

    def _prepared(self, argv: Sequence[str], keys: Sequence[str]) -> tuple[str, ...]:
        """Write its files; give its words. Raises OSError."""
        listed = self._folder / "tmate.keys"
        listed.write_text("".join(f"{key}\n" for key in keys))
        ours = _OURS.format(keys=_quoted(str(listed)))
        self._settings.write_text(f"{self._config}\n{ours}", errors="surrogateescape")
        door = ("sh", "-c", _DOOR, "sh", str(os.getpid()), str(self._socket), *argv)
        return ("-u", "-F", "-f", str(self._settings), "new-session", shlex.join(door))

    def _connect(self) -> None:
        """Wait until its server has answered. Raises EngineError where it does not."""
        until = time.monotonic() + SECONDS
        while not self._asked("wait", "tmate-ready"):
            if self._over:
                raise EngineError(f"tmate ended: {self._last_words}", hint=f"{_SETTINGS}.")
            late = time.monotonic() > until or self._last_words.startswith(_HOPELESS)
            if self._closed.wait(_LOOK_EVERY) or late:
                raise EngineError(
                    f"tmate has no connection to its server: {self._last_words}",
                    hint=f"Can this machine reach it? {_SETTINGS}: tmate-server-host, -port and its"
                    " -fingerprint.",
                )

    def _line(self) -> str:
        """Give what people type. Raises EngineError where its server is not one for us."""
        told = self._asked("display", "-p", "#{tmate_ssh} |#{tmate_web}").decode(errors="replace")
        line, _, web = told.strip().partition(" |")
        if web:
            raise EngineError(
                "tmate's server lets people in without a key (it has a line for browsers too), so"
                " no way in was left open there.",
                hint="Take a server that keeps tmate-authorized-keys, or leave out --tmate.",
            )
        if not _LINE.match(line):
            shown = one_line(line, _WIDTH) or self._last_words
            raise EngineError(
                f"tmate's server gave no line to come in by: {shown}", hint=f"{_SETTINGS}."
            )
        return line

    def _asked(self, *words: str) -> bytes:
        """Ask the one that runs; give what it says, b"" where it does not answer."""
        try:
            told = capture((*self._tmate, *words), env=self._environment, seconds=_ANSWERS_WITHIN)
        except BisectBuildError:
            return b""
        return (told.stdout or b"\n") if told.code == 0 else b""

    @property
    def _tmate(self) -> tuple[str, ...]:
        return ("tmate", "-S", str(self._socket))

    @property
    def _socket(self) -> Path:
        return self._folder / "tmate"

    @property
    def _settings(self) -> Path:
        return self._folder / "tmate.conf"

    @property
    def _log(self) -> Path:
        return self._folder / "tmate.log"

    @property
    def _over(self) -> bool:
        return self._program is None or self._program.poll() is not None

    @property
    def _last_words(self) -> str:
        """Give why, as far as it says so; a line number is that of the person's own settings."""
        try:
            told = self._log.read_text(errors="replace").replace(str(self._settings), ".tmate.conf")
        except OSError:
            told = ""
        causes = [line for line in told.split("\n") if line.strip() and not _TRIES.match(line)]
        return one_line(causes[-1], _WIDTH) if causes else "it said nothing"


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "'\"'\"'") + "'"
