"""The postmortem as JSON."""

from __future__ import annotations

from bisectbuild.postmortem import Postmortem, to_json


def render(postmortem: Postmortem) -> bytes:
    """Give the document of the contract."""
    return to_json(postmortem)
