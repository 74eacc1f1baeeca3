"""A runner that nobody reaches, a bastion, and a person who reaches that: three network namespaces.

They are joined to each other only, never to this machine's own network.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import pytest

_PATIENCE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One network namespace, and the address it has there."""

    name: str
    address: str

    @property
    def within(self) -> tuple[str, ...]:
        """Give the command before one that shall run in it."""
        return ("ip", "netns", "exec", self.name)

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command in it to its end."""
        return subprocess.run(
            (*self.within, *words), capture_output=True, text=True, timeout=_PATIENCE, check=False
        )

    def reaches(self, other: Place, port: int) -> bool:
        """Tell whether a connection to that port comes about."""
        code = f"import socket; socket.create_connection(('{other.address}', {port}), 10)"
        return self.call(sys.executable, "-c", code).returncode == 0

    def listens(self) -> set[str]:
        """Give the addresses at which anything waits for TCP connections, without the ports."""
        done = self.call("ss", "--no-header", "--listening", "--tcp", "--numeric")
        return {line.split()[3].rpartition(":")[0] for line in done.stdout.splitlines()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Networks:
    """A cable goes from the person to the bastion, another from the runner to it."""

    person: Place
    bastion: Place
    runner: Place


@contextmanager
def networks() -> Iterator[Networks]:
    """Make them, and in the end remove them and what still runs in them; skip where we may not."""
    if os.geteuid() != 0:
        pytest.skip("only root makes network namespaces")
    mark = f"bb-test-{os.getpid()}"
    bastion = Place(name=f"{mark}-bastion", address="10.77.0.1")
    person = Place(name=f"{mark}-person", address="10.77.0.2")
    runner = Place(name=f"{mark}-runner", address="10.77.0.3")
    try:
        for place in (person, bastion, runner):
            _ip("netns", "add", place.name)
            _ip("-n", place.name, "link", "set", "lo", "up")
        _cable(bastion, person, "cable0")
        _cable(bastion, runner, "cable1")
        yield Networks(person=person, bastion=bastion, runner=runner)
    finally:
        for place in (runner, person, bastion):
            _remove(place)


def _cable(one: Place, other: Place, name: str) -> None:
    """Join two of them; each then has a route to the other one's address alone."""
    peer = ("type", "veth", "peer", "name", name, "netns", other.name)
    _ip("link", "add", name, "netns", one.name, *peer)
    for own, far in ((one, other), (other, one)):
        _ip("-n", own.name, "address", "add", own.address, "peer", far.address, "dev", name)
        _ip("-n", own.name, "link", "set", name, "up")


def _remove(place: Place) -> None:
    there = subprocess.run(
        ("ip", "netns", "pids", place.name), capture_output=True, text=True, check=False
    )
    for pid in there.stdout.split():
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)
    subprocess.run(("ip", "netns", "delete", place.name), capture_output=True, check=False)


def _ip(*words: str) -> None:
    done = subprocess.run(("ip", *words), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}"
