"""Printing into a job's log."""

from __future__ import annotations

import os

from bisectbuild.cli.ci.saying import put


def test_a_log_that_is_full_is_none_that_nobody_reads() -> None:
    """A build must not end for it, as it would where its own output is a closed pipe."""
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        assert put(full, b"lost\n")
    finally:
        os.close(full)


def test_it_is_told_where_the_reader_went_away() -> None:
    """Then the command finds so too."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        assert not put(writer, b"x")
    finally:
        os.close(writer)
