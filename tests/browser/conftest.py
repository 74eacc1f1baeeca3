"""One browser for all tests of the HTML report."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser

from bisectbuild.postmortem import Postmortem
from bisectbuild.report.html import render
from tests.support import browser as browsers


class Written(Protocol):
    """Writes a record's page and gives its file."""

    def __call__(self, record: Postmortem) -> Path:
        """Write it."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give the browser, or skip with the reason; where one is required, fail.

    It is closed with its module: until then an event loop runs, and the prompt's tests start one.
    """
    found = browsers.find()
    if " " in found and os.environ.get(browsers.REQUIRE_VARIABLE):
        pytest.fail(found)
    if " " in found:
        pytest.skip(found)
    with browsers.launched(found) as running:
        yield running


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Give what writes a record's page."""

    def write(record: Postmortem) -> Path:
        file = tmp_path / "report.html"
        file.write_bytes(render(record))
        return file

    return write
