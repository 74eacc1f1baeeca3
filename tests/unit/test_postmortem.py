"""Tests for bisectbuild.postmortem."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from bisectbuild.errors import FileFormatError
from bisectbuild.postmortem import (
    Evidence,
    FindingPart,
    Postmortem,
    from_json,
    schema,
    to_json,
)
from tests.support.examples import postmortem

_SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "postmortem.schema.json"
_CONTRACT = (
    "schema_version tool status builder dockerfile context target platform build_args steps "
    "culprit last_good findings log search transcript reproduce environment started seconds"
).split()


def test_a_record_survives_its_json() -> None:
    """What is written is read back equal."""
    record = postmortem()

    assert from_json(to_json(record)) == record


def test_the_json_holds_every_field_of_the_contract() -> None:
    """Other programs rely on these names."""
    assert set(_CONTRACT) <= set(json.loads(to_json(postmortem())))


def test_the_json_is_valid_by_the_published_schema() -> None:
    """The schema in the docs is the one that reports follow."""
    jsonschema.validate(json.loads(to_json(postmortem())), json.loads(_SCHEMA.read_bytes()))


def test_the_published_schema_is_up_to_date() -> None:
    """Write it again with `python -m tests.support.write_schema` when a field changes."""
    assert json.loads(_SCHEMA.read_bytes()) == json.loads(schema())


def test_a_finding_speaks_of_commands_to_try() -> None:
    """`try` is a word of Python, but not of JSON."""
    finding = FindingPart(
        code="BB001",
        category="dns",
        severity="error",
        confidence=0.5,
        title="t",
        because=(Evidence(text="x", line=1),),
        advice="a",
        try_=("ls",),
    )
    record = postmortem(findings=(finding,))

    assert json.loads(to_json(record))["findings"][0]["try"] == ["ls"]


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'{"schema_version": "one"}'])
def test_what_is_no_record_is_refused_with_its_place(data: bytes) -> None:
    """A wrong file gets a message, not a traceback."""
    with pytest.raises(FileFormatError, match="no postmortem"):
        from_json(data)


def test_a_newer_record_is_refused() -> None:
    """Its fields may mean something else."""
    newer = to_json(postmortem()).replace(b'"schema_version": 1', b'"schema_version": 2')

    with pytest.raises(FileFormatError, match="version 2"):
        from_json(newer)


def test_the_record_is_frozen() -> None:
    """A renderer cannot change what another renders."""
    with pytest.raises(AttributeError):
        setattr(postmortem(), "status", "healthy")  # noqa: B010 - mypy would refuse the plain way
    assert Postmortem.__dataclass_params__.frozen  # type: ignore[attr-defined] # set by dataclass
