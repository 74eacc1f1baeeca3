"""What gem and bundler write of a gem that they could not build."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.signature import Signature
from bisectbuild.trace.digest import Log

EXTENSION: Final = Signature(
    r"^[^\n]*Failed to build gem native extension", "Failed to build gem native extension"
)
_NAMED: Final = Signature(
    r"^An error occurred while installing (?P<name>[\w.-]+) \((?P<version>[^)\n]+)\)"
    r"|(?:will remain installed in|Results logged to)\s+\S*/(?P<file>[\w.-]+?)-\d[\w.]*(?:/| for)"
    r"|/gems/(?P<path>[\w.-]+?)-\d[\w.]*/ext/"
    r"|^ERROR:  Error installing (?P<asked>[\w.-]+):",
    "An error occurred while installing", "remain installed", "Results logged", "/gems/",
    "Error installing",
)  # fmt: skip


def gem(log: Log) -> str:
    """Give the gem that was at work last, "" where it is not told."""
    best = ""
    for hit in _NAMED.hits(log):
        name = hit["name"] or hit["file"] or hit["path"]
        best = name or best or hit["asked"]
    return best
