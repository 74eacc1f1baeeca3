"""Which packages a file system holds, read from the lists of package managers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

_DPKG: Final = "/var/lib/dpkg/status"
_APK: Final = "/lib/apk/db/installed"
# The files to read out of a container, where they are there.
PACKAGE_FILES: Final = (_DPKG, _APK)
_NODE: Final = re.compile(r".*/node_modules/((?:@[^/]+/)?[^/]+)/package\.json\Z")
_PYTHON: Final = re.compile(r".*/([^/]+)-([^/-]+)\.(?:dist-info|egg-info)\Z")
_UNKNOWN: Final = "?"


def read_packages(files: Mapping[str, bytes], paths: Iterable[str]) -> dict[str, str]:
    """Give version by `manager name`; those of npm have no version, since that is in a file."""
    found: dict[str, str] = {}
    for path, read in ((_DPKG, _dpkg), (_APK, _apk)):
        if path in files:
            found.update(read(files[path].decode("utf-8", "replace")))
    for path in paths:
        if match := _PYTHON.match(path):
            found[f"pip {match[1]}"] = match[2]
        elif match := _NODE.match(path):
            found[f"npm {match[1]}"] = _UNKNOWN
    return found


def _dpkg(text: str) -> dict[str, str]:
    found = {}
    for block in text.split("\n\n"):
        fields = _fields(block, ": ")
        if fields.get("Status", "").endswith(" installed") and "Package" in fields:
            found[f"deb {fields['Package']}"] = fields.get("Version", _UNKNOWN)
    return found


def _apk(text: str) -> dict[str, str]:
    blocks = (_fields(block, ":") for block in text.split("\n\n"))
    return {f"apk {fields['P']}": fields.get("V", _UNKNOWN) for fields in blocks if "P" in fields}


def _fields(block: str, sign: str) -> dict[str, str]:
    pairs = (line.partition(sign) for line in block.splitlines() if not line.startswith(" "))
    return {key: value for key, found, value in pairs if found}
