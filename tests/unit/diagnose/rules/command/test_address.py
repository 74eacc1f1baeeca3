"""The URL of a failed download is told from the log, else from the instruction."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rules.command.address import address
from bisectbuild.diagnose.signature import Signature
from bisectbuild.trace.digest import digest_lines

_FAILED = Signature(r"^.*(?:ERROR 404|curl: \(22\)).*$")


def _address(lines: list[str], source: str = "") -> str:
    case = Case(source=source, log=digest_lines(lines))
    hit = _FAILED.last(case.log)
    assert hit is not None
    return address(case, hit)


@pytest.mark.parametrize(
    ("lines", "source", "found"),
    [
        (
            [
                "--2026-02-03 09:10:11--  https://files.example/a.zip",
                "2026-02-03 09:10:12 ERROR 404: Not Found.",
            ],
            "RUN wget https://files.example/b https://files.example/a.zip",
            "https://files.example/a.zip",
        ),
        (
            [
                "--2026-02-03 09:10:11--  https://files.example/a.zip",
                "HTTP request sent, awaiting response... 302 Found",
                "Location: https://other.example/gone.html [following]",
                "--2026-02-03 09:10:11--  https://other.example/gone.html",
                "2026-02-03 09:10:12 ERROR 404: Not Found.",
            ],
            "",
            "https://files.example/a.zip",
        ),
        (
            ["+ curl -f https://files.example/c", "curl: (22) The requested URL"],
            "",
            "https://files.example/c",
        ),
        (
            ["curl: (22) The requested URL"],
            "RUN curl -f https://files.example/d",
            "https://files.example/d",
        ),
        (
            ["curl: (22) The requested URL"],
            "RUN curl -f https://files.example/d https://files.example/e",
            "",
        ),
    ],
)
def test_the_url_is_the_one_that_was_asked_for(lines: list[str], source: str, found: str) -> None:
    """A redirect's target is not what the Dockerfile says; of two none is guessed."""
    assert _address(lines, source) == found


def test_who_asks_and_long_values_are_left_out() -> None:
    """They may be passwords and tokens."""
    source = "RUN curl -f https://me:hush@files.example/a?v=1&sig=0123456789abcdef0123"

    found = _address(["curl: (22) The requested URL"], source)

    assert found == "https://files.example/a?v=1&sig=…"
