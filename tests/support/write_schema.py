"""Writes the JSON Schema of the postmortem into the docs."""

from __future__ import annotations

from pathlib import Path

from bisectbuild.postmortem import schema

if __name__ == "__main__":
    folder = Path(__file__).parents[2] / "docs" / "reference"
    (folder / "postmortem.schema.json").write_bytes(schema() + b"\n")
