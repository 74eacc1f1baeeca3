"""The documentation says what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.cli import COMMANDS
from bisectbuild.errors import ExitCode
from tests.support import modules, rule_pages

_ROOT = Path(__file__).parents[2]
_REFERENCE = _ROOT / "docs" / "reference"


def test_the_architecture_page_lists_every_module() -> None:
    """Make the list anew with `python -m tests.support.modules`."""
    text = modules.PAGE.read_text()

    assert modules.page(text) == text


def test_every_rule_has_its_page() -> None:
    """Make them anew with `python -m tests.support.rule_pages`."""
    made = rule_pages.pages()

    assert {path.name for path in rule_pages.FOLDER.glob("*.md")} == set(made)
    old = {name for name, text in made.items() if (rule_pages.FOLDER / name).read_text() != text}
    assert not old


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_is_documented(code: ExitCode) -> None:
    """A script's author looks there."""
    assert f"| {code.value} |" in (_REFERENCE / "exit-codes.md").read_text()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    """A newcomer meets all of them."""
    assert f"bisectbuild {command}" in (_ROOT / "README.md").read_text()


def test_no_page_names_a_path_of_the_machine_it_was_written_on() -> None:
    """Documentation is read elsewhere. The pages of rules name paths of images."""
    for page in [_ROOT / "README.md", *(_ROOT / "docs").rglob("*.md")]:
        text = page.read_text()
        assert str(_ROOT) not in text, page
        assert "/root/" not in text or page.parent == rule_pages.FOLDER, page
