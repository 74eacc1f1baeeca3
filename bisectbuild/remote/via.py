"""The bastion through which people come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bisectbuild.errors import UsageError
from bisectbuild.tty.text import one_line

_WRITTEN: Final = re.compile(
    r"(?P<user>[A-Za-z0-9_][A-Za-z0-9_.-]*)@"
    r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9][A-Za-z0-9_.-]*))"
    r"(?::(?P<port>[0-9]{1,5}))?\Z"
)
_LAST_PORT: Final = 65535
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Bastion:
    """`port` is 0 where none was given, so that ~/.ssh/config may say it."""

    user: str
    host: str
    port: int = 0

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.user}@{host}" + (f":{self.port}" if self.port else "")


def read(text: str) -> Bastion:
    """Read `user@host` or `user@host:port`. Raises UsageError."""
    match = _WRITTEN.match(text)
    port = int(match["port"] or 0) if match else 0
    if not match or port > _LAST_PORT:
        raise UsageError(
            f"`{one_line(text, _LONGEST)}` names no bastion.",
            hint="Write --ssh-via user@host or --ssh-via user@host:port.",
        )
    return Bastion(user=match["user"], host=match["six"] or match["host"], port=port)
