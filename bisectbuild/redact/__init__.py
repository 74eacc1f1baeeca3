"""What a secret looks like, and taking it out of everything that leaves."""

from __future__ import annotations

from typing import Final

MASK: Final = "***"
