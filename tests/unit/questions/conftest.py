"""The box that questions are asked in."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.question_box import Box, box

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def here() -> Iterator[Box]:
    """Give a folder to ask in, removed afterwards."""
    found = box()
    yield found
    shutil.rmtree(found.folder)
