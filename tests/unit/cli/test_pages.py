"""The page of a rule, by its code or its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.cli import run
from bisectbuild.diagnose.registry import RULES
from bisectbuild.errors import ExitCode
from tests.unit.saved.logs import PLAIN

Said = pytest.CaptureFixture[str]


@pytest.mark.parametrize("word", ["BB301", "bb301", "apt-unknown-package"])
def test_a_rule_is_found_by_code_and_name(word: str, capsys: Said) -> None:
    """Its page is printed, and nothing is read."""
    assert run(["explain", word]) == ExitCode.HEALTHY

    assert capsys.readouterr().out.startswith("# BB301: ")


def test_every_rule_has_a_page_that_can_be_printed(capsys: Said) -> None:
    """Whatever its code."""
    for rule in RULES:
        assert run(["explain", rule.code]) == ExitCode.HEALTHY

    assert capsys.readouterr().out.count("## The fix") == len(RULES)


def test_a_file_of_that_name_is_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    """A rule's page can still be had by its name."""
    monkeypatch.chdir(tmp_path)
    Path("BB301").write_text(PLAIN)

    assert run(["explain", "BB301"]) == ExitCode.BROKEN
    assert "RUN make" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["BB302x", "apt-unknown-packages"])
def test_a_word_that_is_neither_is_refused(word: str, capsys: Said) -> None:
    """Near ones are named; what is no rule's name is taken for a log's."""
    code = run(["explain", word])

    said = capsys.readouterr().err
    if word.startswith("BB"):
        assert (code, f"There is no log {word}" in said) == (ExitCode.UNREADABLE, True)
    else:
        assert (code, "BB301 apt-unknown-package" in said) == (ExitCode.USAGE, True)
