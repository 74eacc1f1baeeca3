"""A file that a manager misses is told with the COPY that would bring it."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.facts import Facts, Source
from bisectbuild.diagnose.rule import Told
from bisectbuild.diagnose.rules.language import absent
from bisectbuild.diagnose.signature import Signature
from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.digest import digest_lines

_LOG = digest_lines(["npm error: no package.json"])


def _told(text: str, facts: Facts | None = None) -> Told:
    file = parse(text.encode())
    failed = next(each for each in file.instructions if each.keyword == "RUN")
    case = Case(
        keyword="RUN", dockerfile=file, instruction=failed, log=_LOG, facts=facts or Facts()
    )
    hit = Signature("no package").first(_LOG)
    assert hit is not None
    return absent.told(case, hit, "package.json", "npm")


@pytest.mark.parametrize(
    ("text", "cause", "advice"),
    [
        ("FROM a\nWORKDIR /srv\nRUN npm ci\n", "(in /srv)", "COPY package.json /srv/"),
        ("FROM a\nRUN npm ci\nCOPY package.json .\n", "line 3 copies it", "Move line 3"),
        ("FROM a\nCOPY package.json /opt/\nRUN npm ci\n", "line 2 copies it", "WORKDIR"),
    ],
)
def test_the_copy_is_named(text: str, cause: str, advice: str) -> None:
    """Too late, to another place, or not at all."""
    told = _told(text)

    assert cause in told.cause
    assert advice in told.advice
    assert told.because


def test_an_ignored_file_is_told_with_its_pattern() -> None:
    """It is on disk, which makes the COPY's failure hard to see."""
    source = Source(path="package.json", exists=True, ignored_by=".dockerignore:2: *.json")

    told = _told("FROM a\nRUN npm ci\n", Facts(sources=(source,)))

    assert ".dockerignore:2: *.json" in told.cause


def test_a_hostile_name_is_quoted_where_it_is_typed() -> None:
    """A log says what it likes; the commands are pasted into a shell."""
    hit = Signature("no package").first(_LOG)
    assert hit is not None

    told = absent.told(Case(log=_LOG), hit, "/srv/$(reboot)", "npm")

    assert any("'$(reboot)'" in command for command in told.commands)
    assert not any(" $(reboot)" in command for command in told.commands)
