"""What differs between two file systems: files with their sizes, and packages."""

from __future__ import annotations

from bisectbuild.differ.compare import Difference, compare_states
from bisectbuild.differ.listing import LISTING, Entry, State, read_state
from bisectbuild.differ.packages import PACKAGE_FILES

__all__ = [
    "LISTING",
    "PACKAGE_FILES",
    "Difference",
    "Entry",
    "State",
    "compare_states",
    "read_state",
]
