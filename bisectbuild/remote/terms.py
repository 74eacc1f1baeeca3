"""On which terms a terminal is served, and the program that is served on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeAlias

# The name that people log in with; no other is let in.
USER: Final = "bisectbuild"
# Names the control socket in the environment of the program that is served.
CONTROL: Final = "BISECTBUILD_CONTROL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The terminal of one who attaches: its size in characters, and its name for TERM."""

    rows: int = 24
    columns: int = 80
    term: str = "xterm"


class Child(Protocol):
    """A program on a terminal of its own, which leads a session and a process group."""

    @property
    def fd(self) -> int:
        """Give the master side of its terminal."""

    def poll(self) -> int | None:
        """Give its exit code (128 + n where signal n ended it), or None while it runs."""

    def resize(self, rows: int, columns: int) -> None:
        """Tell it the size of its terminal."""

    def hang_up(self) -> None:
        """Tell it and what it has in the foreground that the terminal is gone (SIGHUP)."""

    def kill(self) -> None:
        """End it and all that it left on its terminal (SIGKILL), and reap it."""

    def close(self) -> None:
        """Close the master side of its terminal; once is enough, and more do no harm."""


class Relay(Protocol):
    """Another way in, through a server that lets in those with the same keys."""

    @property
    def name(self) -> str:
        """Give what people call it."""

    def open(self, argv: Sequence[str], keys: Sequence[str]) -> str:
        """Have it start a program for who comes; give what people type.

        Raises UsageError or EngineError where it cannot be had.
        """

    def close(self) -> None:
        """End it; also while it is being opened, from another thread."""


Spawn: TypeAlias = Callable[[Screen], Child]
Say: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who may come in, from where, for how long, and what is kept of it.

    `keys` are public keys as in OpenSSH's authorized_keys file. `via` is a bastion, as
    `user@host` or `user@host:port`, through which people come where this machine cannot be
    reached; we then listen on our loopback, whatever `host` says. `via_known_hosts` and `via_key`
    stand in for what `ssh` would take from ~/.ssh. `relay` is another way in beside these.
    `connect`, `idle` and `limit` are seconds: until someone has come, without anyone typing,
    in all; `extend` may move the last one up to `ceiling` seconds.
    `transcript` is written as an asciicast. `control` is the socket by which the program that is
    served reaches us; `control.place` gives a good one.
    """

    keys: str
    transcript: Path
    control: Path
    host: str = "127.0.0.1"
    port: int = 0
    via: str = ""
    via_known_hosts: Path | None = None
    via_key: Path | None = None
    relay: Relay | None = None
    connect_seconds: float = 600.0
    idle_seconds: float = 900.0
    limit_seconds: float = 3600.0
    ceiling_seconds: float = 6 * 3600.0
