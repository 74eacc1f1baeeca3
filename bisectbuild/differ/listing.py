"""The listing of a file system, as a script writes it in a container, and reading it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bisectbuild.differ.packages import read_packages

# Ours, the kernel's, and the files that an engine mounts over a container's own.
_APART: Final = ("/.bisectbuild", "/proc", "/sys", "/dev", "/.dockerenv")
_MOUNTED: Final = frozenset({"/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/mtab"})
_FOLDER: Final = 0o4
_ENTRY: Final = re.compile(r"(?m)^([0-9a-f]+) (\d+) (\d+) (\d+) (\d+) \.(/.*)$")
# For GNU's find and stat as for busybox's, run as root. One process for many files, so that ten
# thousand take a moment; a path that holds a line end is cut short there.
LISTING: Final = r"""
PATH=$PATH:/.bisectbuild/bin
cd / && find . -xdev \( -path ./.bisectbuild -o -path ./proc -o -path ./sys -o -path ./dev \) \
    -prune -o ! -path . -exec stat -c "%f %u %g %s %Y %n" {} +
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One path. `mode` is that of stat, the type included; `size` in bytes, `time` since 1970."""

    mode: int
    uid: int
    gid: int
    size: int
    time: int

    @property
    def is_folder(self) -> bool:
        """Whether it is a directory."""
        return self.mode >> 12 == _FOLDER


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A file system: its paths, absolute, and the packages that it holds, by name."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)


def read_state(listing: bytes, files: Mapping[str, bytes]) -> State:
    """Read what LISTING printed, and the package lists by their paths.

    What is no entry is passed over: whoever is in the container may have changed its programs.
    """
    entries = {}
    for found in _ENTRY.finditer(listing.decode("utf-8", "surrogateescape")):
        mode, uid, gid, size, time, path = found.groups()
        if not _is_apart(path):
            entries[path] = Entry(
                mode=int(mode, 16), uid=int(uid), gid=int(gid), size=int(size), time=int(time)
            )
    return State(entries=entries, packages=read_packages(files, entries))


def _is_apart(path: str) -> bool:
    return path in _MOUNTED or any(f"{path}/".startswith(f"{apart}/") for apart in _APART)
