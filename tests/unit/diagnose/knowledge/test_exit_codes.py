"""Exit codes are put into words where they mean something by themselves."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.knowledge.curl_codes import CURL
from bisectbuild.diagnose.knowledge.exit_codes import meaning


@pytest.mark.parametrize(
    ("code", "word"), [(127, "not there"), (137, "SIGKILL"), (139, "SIGSEGV"), (100, "apt")]
)
def test_a_code_that_tells_something_is_told(code: int, word: str) -> None:
    """From 129 on, a code is 128 and the number of a signal."""
    assert word in meaning(code)


@pytest.mark.parametrize("code", [0, 3, 42, 200])
def test_a_code_of_the_programs_own_says_nothing(code: int) -> None:
    """Better no words than invented ones."""
    assert meaning(code) == ""


def test_what_curl_does_stands_within_a_sentence() -> None:
    """The words follow "it" and end without a full stop, the advice is a sentence."""
    for code in CURL.values():
        assert code.words[0].islower()
        assert not code.words.endswith(".")
        assert code.advice.endswith(".")
