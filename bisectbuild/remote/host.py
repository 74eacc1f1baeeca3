"""What the server shows of itself: a key made for this run, and the line to paste."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Final

import asyncssh

from bisectbuild.remote.terms import USER
from bisectbuild.remote.via import Bastion

_ANY: Final = {"0.0.0.0", "::", ""}  # noqa: S104 - only to tell that it is no address to go to


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """An ed25519 key that is kept in memory only, so that it ends with the run."""

    key: asyncssh.SSHKey

    @classmethod
    def new(cls) -> Host:
        """Make a fresh one."""
        return cls(key=asyncssh.generate_private_key("ssh-ed25519"))

    @property
    def fingerprint(self) -> str:
        """Give `SHA256:…`, as `ssh` shows it when asked to trust a host."""
        return self.key.get_fingerprint()

    def known(self, host: str, port: int) -> str:
        """Give the line for a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT")."""
        public = self.key.export_public_key().decode().split()
        return f"[{host}]:{port} {' '.join(public[:2])}"

    def invitation(self, host: str, port: int, bastion: Bastion | None) -> tuple[str, ...]:
        """Give the lines to say: what to paste, and how to know that it is us who answer.

        `host` and `port` are as they are seen from where `ssh` goes last: the bastion, if any.
        """
        to = socket.gethostname() if host in _ANY else host
        jump = f"-J {bastion} " if bastion else ""
        return (
            f"ssh {jump}-p {port} {USER}@{to}",
            f"host key: {self.fingerprint} (ED25519)",
            f"for known_hosts: {self.known(to, port)}",
        )
