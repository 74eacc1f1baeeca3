"""The form of a log is known from one line of it."""

from __future__ import annotations

import pytest

from bisectbuild.builder import BuilderKind
from bisectbuild.saved.forms import Form, form_of, form_of_last_words, reader_of

LINES = {
    '#0 building with "default" instance using docker driver': Form.PLAIN,
    "#7 [web build 2/9] RUN make": Form.PLAIN,
    "#7 12.34 cc -c a.c": Form.PLAIN,
    "#12 CANCELED": Form.PLAIN,
    "[+] Building 12.3s (9/12)                  docker:default": Form.TTY,
    " => ERROR [4/6] RUN make                                   0.7s": Form.TTY,
    '{"vertexes":[{"digest":"sha256:00"}]}': Form.RAWJSON,
    "Build Steps:\t6/6 (17% cached)": Form.INSPECTED,
    "Step 3/9 : RUN make": Form.LEGACY,
    "Sending build context to Docker daemon  6.144kB": Form.LEGACY,
    "ERROR: Service 'web' failed to build : The command '/bin/sh -c x' returned a non-zero code: 1":
        Form.LEGACY,
    '{"stream":"Step 1/2 : FROM base\\n"}': Form.MESSAGES,
    "[{'stream': 'Step 1/2 : FROM base'}": Form.MESSAGES,
    "[1/2] STEP 2/3: RUN make": Form.PODMAN,
    'Error: building at STEP "RUN make": exit status 1': Form.PODMAN,
}  # fmt: skip


@pytest.mark.parametrize(("line", "form"), LINES.items())
def test_a_builders_line_is_known(line: str, form: Form) -> None:
    """Each form has lines that no other has."""
    assert form_of(line.encode()) is form


@pytest.mark.parametrize(
    "line",
    ["#7 is fixed", "Step 3: buy milk", '{"status":"ok"}', "=> see below", "STEP BY STEP", ""],
)
def test_other_programs_lines_are_not(line: str) -> None:
    """They look a little like it."""
    assert form_of(line.encode()) is None


def test_the_last_words_alone_tell_the_form_too() -> None:
    """But only where nothing better is found."""
    words = {
        b"ERROR: failed to solve: base: not found": Form.PLAIN,
        b"target web: failed to solve: base: not found": Form.PLAIN,
        b" > [2/4] RUN make:": Form.PLAIN,
        b"COPY failed: stat x: file does not exist": Form.LEGACY,
        b"make failed": None,
    }

    assert {line: form_of_last_words(line) for line in words} == words


@pytest.mark.parametrize("form", Form)
def test_every_form_has_a_reader_that_is_not_over_yet(form: Form) -> None:
    """Each ends in exactly one event for the whole build."""
    reader = reader_of(form)

    assert not reader.is_over
    assert len(list(reader.finish(1))) == 1


def test_each_form_belongs_to_a_family_and_counts_its_way() -> None:
    """Podman is none of Docker's builders, and counts a file's instructions."""
    assert [form for form in Form if form.kind is BuilderKind.LEGACY] == [
        Form.LEGACY,
        Form.MESSAGES,
    ]
    assert [form for form in Form if form.counts_per_file] == [
        Form.LEGACY,
        Form.MESSAGES,
        Form.PODMAN,
    ]
    assert Form.PODMAN.kind is BuilderKind.UNKNOWN
