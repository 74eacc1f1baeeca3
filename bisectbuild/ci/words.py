"""Writing text into the commands of CI services, where it can end none and begin none."""

from __future__ import annotations

from typing import Final

from bisectbuild.tty.text import visible

_DATA: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: Final = {**_DATA, ":": "%3A", ",": "%2C"}
# azure-pipelines-agent, Command.cs: `%` itself is written %AZP25 since 2.181.
_AZURE_DATA: Final = {"%": "%AZP25", "\r": "%0D", "\n": "%0A"}
_AZURE_PROPERTY: Final = {**_AZURE_DATA, ";": "%3B", "]": "%5D"}
_TEAMCITY: Final = {"|": "||", "'": "|'", "\n": "|n", "\r": "|r", "[": "|[", "]": "|]"}


def github_data(text: str) -> str:
    """Write a message (actions/toolkit, packages/core/src/command.ts)."""
    return _written(text, _DATA)


def github_property(text: str) -> str:
    """Write a property's value (the same)."""
    return _written(text, _PROPERTY)


def azure_data(text: str) -> str:
    """Write a message of a logging command."""
    return _written(text, _AZURE_DATA)


def azure_property(text: str) -> str:
    """Write a property's value of a logging command."""
    return _written(text, _AZURE_PROPERTY)


def teamcity(text: str) -> str:
    """Write a value of a service message; what is no ASCII by its UTF-16 units."""
    return "".join(
        _TEAMCITY.get(char) or (char if " " <= char <= "~" else _units(char))
        for char in visible(text)
    )


def _units(char: str) -> str:
    data = char.encode("utf-16-be", "replace")
    return "".join(f"|0x{data[at : at + 2].hex()}" for at in range(0, len(data), 2))


def _written(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(char, char) for char in visible(text))
