"""What stands before each line is found from the builder's own lines, and taken off."""

from __future__ import annotations

import pytest

from bisectbuild.saved.forms import Form
from bisectbuild.saved.prefixes import look

LOG = (
    "#5 [2/3] RUN make\n#5 0.123   indented\n\n"
    '#5 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2\n'
)  # fmt: skip
PREFIXES = {
    "nothing": "",
    "GitHub": "2031-03-13T07:50:39.0842321Z ",
    "GitLab": "2031-03-13T07:50:39.084232Z 01O ",
    "Jenkins": "[2031-03-13T07:50:39.084Z] ",
    "Jenkins' clock": "07:50:39 ",
    "TeamCity": "[07:50:39]W:\t [Step 2/5] ",
    "gh run view": "build\tRun docker build\t2031-03-13T07:50:39.0842321Z ",
    "Cloud Build": 'Step #1 - "build": ',
    "compose": "builder-1  | ",
    "act": "[CI/build]   | ",
    "Maven": "[INFO] ",
    "journald": "Mar  3 07:50:39 host dockerd[123]: ",
    "git": "remote: ",
    "quoted": "    ",
    "Jenkins in Maven": "[2031-03-13T07:50:39.084Z] [INFO] ",
}


def before_each(prefix: str, text: str) -> bytes:
    """Put a prefix before each line."""
    return "".join(f"{prefix}{line}" for line in text.splitlines(keepends=True)).encode()


@pytest.mark.parametrize("name", PREFIXES)
def test_every_prefix_is_taken_off(name: str) -> None:
    """The builder's lines tell which; what stands behind it stays."""
    data = before_each(PREFIXES[name], LOG)

    found = look(b"noise before\n" + data)

    assert found is not None
    assert (found.form, found.surely) == (Form.PLAIN, True)
    assert found.strip(data).decode() == LOG


def test_a_line_without_the_prefix_stays_as_it_is() -> None:
    """Another program wrote it."""
    found = look(before_each("[INFO] ", LOG))

    assert found is not None
    assert found.strip(b"[INFO] a\nb\n") == b"a\nb\n"


def test_the_form_of_most_lines_wins() -> None:
    """A builder's output may quote another's."""
    found = look(LOG.encode() * 3 + b"Step 1/2 : FROM quoted\n")

    assert found is not None
    assert found.form is Form.PLAIN


def test_last_words_are_less_sure_than_steps() -> None:
    """They may be quoted by anyone."""
    words = b"ERROR: failed to solve: gone\n"

    found, sure = look(words), look(words + b"Step 2/3 : RUN make\n")

    assert found is not None
    assert sure is not None
    assert (found.form, found.surely) == (Form.PLAIN, False)
    assert (sure.form, sure.surely) == (Form.LEGACY, True)


def test_where_no_builder_speaks_nothing_is_found() -> None:
    """Though lines fail and steps are made."""
    assert look(b"step 1 failed\n[INFO] failed\n=> oh\n# 5 a\n") is None
