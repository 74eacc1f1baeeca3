"""What a stage did before the failing instruction is told from the Dockerfile."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.facts import Facts, Source
from bisectbuild.diagnose.rules.command import before
from bisectbuild.diagnose.rules.command.whereabouts import whereabouts
from bisectbuild.dockerfile.parse import parse

_TEXT = """\
FROM debian:12 AS tools
RUN apt-get update && apt-get install -y jq
FROM debian:12
WORKDIR /srv
WORKDIR depot
COPY otter.sh /opt/otter.sh
USER keeper
RUN ./otter.sh && jq . a.json
COPY lynx.conf .
"""


def _case(line: int, facts: Facts | None = None) -> Case:
    file = parse(_TEXT.encode())
    failed = next(each for each in file.instructions if each.span.start == line)
    return Case(keyword="RUN", dockerfile=file, instruction=failed, facts=facts or Facts())


def test_the_user_is_named_with_its_line() -> None:
    """Of several the last counts."""
    assert before.user(_case(8)) == "the step runs as keeper (USER, line 7)"
    assert before.user(_case(6)) == ""


def test_the_user_is_taken_from_the_machine_where_the_file_has_none() -> None:
    """Base images set users too."""
    assert before.user(_case(6, Facts(user="node"))) == "the step runs as node"


def test_relative_working_directories_are_joined() -> None:
    """As the builder does."""
    assert before.workdir(_case(8)) == "/srv/depot"
    assert before.workdir(Case()) == ""


def test_copies_before_and_after_are_told_apart() -> None:
    """A file that is copied too late is the reader's quickest fix."""
    case = _case(8)

    copy, later = before.copied(case, "./otter.sh"), before.copied_later(case, "lynx.conf")

    assert copy is not None
    assert copy.span.start == 6
    assert later is not None
    assert later.span.start == 9
    assert before.copied(case, "lynx.conf") is None


def test_a_package_of_another_stage_is_found() -> None:
    """What one stage installs is not in the other."""
    assert before.installed_elsewhere(_case(8), ("jq",)) == "tools"
    assert before.installed_elsewhere(_case(8), ("curl",)) == ""
    assert before.installed_elsewhere(_case(2), ("jq",)) == ""


def test_the_whereabouts_of_a_file_name_the_line_that_copies_it() -> None:
    """The later COPY first, then what hides it, then where a relative path begins."""
    hidden = Facts(
        sources=(Source(path="a.json", exists=True, ignored_by=".dockerignore:3: *.json"),)
    )

    assert "Line 9 copies it, but after this RUN" in whereabouts(_case(8), "lynx.conf")
    assert ".dockerignore:3: *.json" in whereabouts(_case(8, hidden), "a.json")
    assert "from /srv/depot (WORKDIR)" in whereabouts(_case(8), "b.json")
    assert "Line 6 copies a file of that name" in whereabouts(_case(8), "/srv/otter.sh")
