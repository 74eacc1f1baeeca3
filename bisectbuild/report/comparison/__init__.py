"""Renderers of what changed between two builds, one file for each format."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line needs the names, and not yet what a comparison is
    from bisectbuild.compare.model import Comparison

RENDERERS: dict[str, str] = {
    "text": "bisectbuild.report.comparison.text:render",
    "json": "bisectbuild.report.comparison.json:render",
    "markdown": "bisectbuild.report.comparison.markdown:render",
}


def renderer(form: str) -> Callable[[Comparison], bytes]:
    """Import the renderer of a format and give it."""
    module, _, name = RENDERERS[form].partition(":")
    found: Callable[[Comparison], bytes] = getattr(import_module(module), name)
    return found
