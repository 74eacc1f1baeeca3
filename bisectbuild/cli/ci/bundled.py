"""A bundle that was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """Its name for `resume`, its size in words, and the images of its states in this engine."""

    name: str
    size: str
    states: Mapping[str, str]
