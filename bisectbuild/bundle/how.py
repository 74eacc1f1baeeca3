"""How a build was that failed: what another machine must know to go on with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from bisectbuild.bundle.layout import STATE_NAME, expect, read_json, write_json
from bisectbuild.errors import BundleError

SCHEMA: Final = 1
WHOLE, LIST, NONE = "whole", "list", "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """One failed build.

    `dockerfile` is what the person calls the file, `flags` the words of `docker build` beside it
    and the context, `builder` the kind of builder. `line` is the 1-based line of the instruction
    that failed, 0 for none. The rest is filled in by `pack`: `context` tells what there is of the
    build context (whole, list, none), `left_out` what of it a bundle cannot carry, and `states`
    the checksum of each state's image.
    """

    program: str
    dockerfile: str
    target: str
    flags: tuple[str, ...]
    builder: str
    engine: str
    platform: str
    line: int
    context: str = NONE
    left_out: tuple[str, ...] = ()
    states: Mapping[str, str] = field(default_factory=dict)


_TEXTS: Final = ("program", "dockerfile", "target", "builder", "engine", "platform", "context")
_LISTS: Final = ("flags", "left_out")


def write_how(how: How) -> bytes:
    """Write it as JSON, with the version of its schema."""
    return write_json({"schema": SCHEMA, **asdict(how)})


def read_how(data: bytes) -> How:
    """Read it. Raises BundleError; for a newer schema one that says to update."""
    given = read_json(data, "bundle.json")
    schema = expect(given.pop("schema", None), int, "schema")
    if schema > SCHEMA:
        raise newer()
    values: dict[str, Any] = {name: _text(given.get(name), name) for name in _TEXTS}
    for name in _LISTS:
        words = expect(given.get(name), list, name)
        values[name] = tuple(_text(word, name) for word in words)
    line = expect(given.get("line"), int, "line")
    states = expect(given.get("states"), dict, "list of states")
    for name, digest in states.items():
        _text(digest, "list of states")
        if not STATE_NAME.fullmatch(name):
            raise BundleError("Its states have names that they cannot have.")
    if schema < SCHEMA or line < 0 or given.keys() != {*values, "line", "states"}:
        raise BundleError("Its bundle.json is not as it should be.")
    return How(**values, line=line, states=states)


def _text(value: object, what: str) -> str:
    """Give a text that can be a word of a command, with the bytes of the words it was made from.

    No command line can carry a NUL, nor what is no character and stands for no byte either.
    """
    text: str = expect(value, str, what)
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = b"\0"
    if b"\0" in data:
        raise BundleError(f"Its {what} has a character that no command line can have.")
    return text


def newer() -> BundleError:
    """Give the refusal of what a newer version wrote."""
    return BundleError(
        "It was written by a newer bisectbuild than this one.",
        hint="Update bisectbuild, then run this again.",
    )
