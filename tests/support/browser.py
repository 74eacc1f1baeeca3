"""A real headless Chromium or Chrome for tests of the HTML report, or why there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect, sync_playwright

VARIABLE = "BISECTBUILD_TEST_BROWSER"
REQUIRE_VARIABLE = "BISECTBUILD_REQUIRE_BROWSER"
_NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
_PATIENCE = 300
_MS = _PATIENCE * 1000
expect.set_options(timeout=_MS)


@dataclass(frozen=True, slots=True)
class Opened:
    """A page, and what it did that a report must not do: dialogs, requests, complaints."""

    page: Page
    dialogs: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)


def find() -> str:
    """Give the path of a browser, or else a sentence (with blanks) that says what is missing."""
    for name in filter(None, (os.environ.get(VARIABLE), *_NAMES)):
        found = shutil.which(name)
        if found and _answers(found):
            return found
    return (
        "There is no Chromium or Chrome: ./dev test installs one on Debian (apt-get install"
        f" chromium); elsewhere name one in {VARIABLE}."
    )


def _answers(path: str) -> bool:
    """Tell a browser from Ubuntu's stub, which only asks for a snap."""
    try:
        done = subprocess.run(
            (path, "--version"), capture_output=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.startswith((b"Chromium", b"Google Chrome"))


@contextmanager
def launched(path: str) -> Iterator[Browser]:
    """Run the browser for the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, timeout=_MS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, file: Path, goal: str = "", **settings: Any) -> Iterator[Opened]:  # noqa: ANN401 - playwright's own settings
    """Open a file in a window of its own for the block, watching what it does."""
    context: BrowserContext = browser.new_context(**settings)
    context.set_default_timeout(_MS)
    shown = Opened(context.new_page())

    def dismiss(dialog: Dialog) -> None:
        shown.dialogs.append(dialog.message)
        dialog.dismiss()

    shown.page.on("dialog", dismiss)
    shown.page.on("request", lambda request: shown.requests.append(request.url))
    shown.page.on("console", lambda message: shown.console.append(message.text))
    shown.page.on("pageerror", lambda error: shown.console.append(str(error)))
    try:
        shown.page.goto(file.as_uri() + goal)
        yield shown
    finally:
        context.close()
