"""What exit codes say of the program that ended with them."""

from __future__ import annotations

from typing import Final

NOT_FOUND, NOT_EXECUTABLE = 127, 126
_SIGNALLED: Final = 128
# The codes that programs end with when they fail, where there are few.
_USUAL: Final = {
    "apt-get": {100}, "apt": {100}, "aptitude": {100, 255, 1}, "git": {1, 128, 129},
    "make": {2}, "gmake": {2}, "cargo": {101, 1}, "rustup": {1}, "cmake": {1, 2},
    "tar": {1, 2}, "gzip": {1, 2}, "gunzip": {1, 2}, "unzip": {1, 2, 3, 9, 10, 11, 51},
    "wget": {1, 2, 3, 4, 5, 6, 7, 8}, "curl": set(range(2, 100)), "pip": {1, 2}, "pip3": {1, 2},
    "grep": {1, 2}, "egrep": {1, 2}, "test": {1, 2}, "[": {1, 2}, "[[": {1, 2}, "false": {1},
    "cp": {1}, "mv": {1}, "rm": {1}, "mkdir": {1}, "ln": {1}, "chmod": {1}, "chown": {1},
    "cat": {1}, "touch": {1}, "rmdir": {1}, "cd": {1, 2}, "ls": {1, 2}, "sed": {1, 2, 4},
    "mvn": {1}, "gradle": {1}, "dpkg": {1, 2}, "go": {1, 2}, "gpg": {2, 1}, "apt-key": {2, 255, 1},
    "apk": {1, 2, 3, 4, 5, 6, 7, 8, 9, 99}, "useradd": {1, 2, 3, 4, 6, 9, 10, 12, 13, 14},
    "groupadd": {2, 3, 4, 9, 10}, "adduser": {1, 2}, "which": {1}, "sha256sum": {1},
    "bundle": {1, *range(4, 39)}, "gem": {1, 2}, "node": {1, 9, 134},
    "python": {1, 2}, "python3": {1, 2}, "yum": {1}, "dnf": {1}, "gcc": {1}, "g++": {1},
    "ninja": {1}, "configure": {1, 77}, "source": {1, 2}, ".": {1, 2}, "composer": {1, 2, 3, 255},
}  # fmt: skip
_COMMON: Final = {1: 0.0, 2: -0.4}
_OWN, _FITS, _UNUSUAL, _WRONG = 5.0, 0.6, -1.0, -4.0


def fit(program: str, code: int | None) -> float:
    """Say how well a code fits a program, in log odds."""
    if code is None or code > _SIGNALLED + 1 or code in {NOT_FOUND, NOT_EXECUTABLE}:
        return 0.0
    usual = _USUAL.get(program)
    if usual is None:
        return _COMMON.get(code, _UNUSUAL)
    if code not in usual:
        return _WRONG
    return _FITS if code in _COMMON else _OWN
