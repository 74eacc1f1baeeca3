"""What node-gyp writes, alone or behind npm's own prefix."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.signature import Signature
from bisectbuild.trace.digest import Log

GYP: Final = r"^[^\n]{0,60}?gyp ERR! "
FAILED: Final = Signature(
    GYP + r"(?:build error|configure error|stack Error: `?(?:make|gyp)`? failed with exit code)",
    "gyp ERR! ",
)
NODE: Final = Signature(r"gyp ERR! node -v v(?P<version>[\d.]+)", "gyp ERR! node -v")
_CWD: Final = Signature(r"gyp ERR! cwd (?P<path>/\S+)", "gyp ERR! cwd")
_PATH: Final = Signature(
    r"npm (?:ERR!|error) path (?P<path>/\S*node_modules/\S+)"
    r"|^error (?P<yarn>/\S*node_modules/\S+): Command failed",
    " path /",
    ": Command failed",
)


def addon(log: Log) -> str:
    """Give the package that node-gyp (or an install script) failed in, "" where untold."""
    hit = _CWD.last(log) or _PATH.last(log)
    if hit is None:
        return ""
    path = hit["path"] or hit["yarn"]
    _, found, name = path.rpartition("/node_modules/")
    parts = name.split("/")
    return "/".join(parts[:2] if name.startswith("@") else parts[:1]) if found else ""
