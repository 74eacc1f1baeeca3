"""What each folder of broken_examples expects of a run, read from its expect.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

EXAMPLES = Path(__file__).parents[2] / "broken_examples"
BUILDERS = ("buildkit", "legacy")


class Expectation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one run must come to; broken_examples/README.md explains each key.

    Lines are 1-based and inclusive. None says that the report must hold null there.
    """

    summary: str
    status: Literal["broken", "healthy"]
    exit_code: int
    line_start: int | None = None
    line_end: int | None = None
    keyword: str | None = None
    run_exit_code: int | None = None
    last_good_line: int | None = None
    finding: str | None = None
    args: tuple[str, ...] = ()
    applies: bool = True
    reason: str = ""


class Override(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys that a builder or an engine may change; `without` takes keys away."""

    status: Literal["broken", "healthy"] | msgspec.UnsetType = msgspec.UNSET
    exit_code: int | msgspec.UnsetType = msgspec.UNSET
    line_start: int | msgspec.UnsetType = msgspec.UNSET
    line_end: int | msgspec.UnsetType = msgspec.UNSET
    keyword: str | msgspec.UnsetType = msgspec.UNSET
    run_exit_code: int | msgspec.UnsetType = msgspec.UNSET
    last_good_line: int | msgspec.UnsetType = msgspec.UNSET
    finding: str | msgspec.UnsetType = msgspec.UNSET
    args: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    applies: bool | msgspec.UnsetType = msgspec.UNSET
    reason: str | msgspec.UnsetType = msgspec.UNSET
    without: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One folder of broken_examples."""

    path: Path

    @property
    def name(self) -> str:
        """Give the name by which people and test ids call the case."""
        return self.path.name

    @property
    def dockerfile(self) -> str:
        """Give the text of its Dockerfile."""
        return (self.path / "Dockerfile").read_text(encoding="utf-8")

    @property
    def engines(self) -> tuple[str, ...]:
        """Name the engines that expect.toml treats apart."""
        return tuple(self._table().get("engine", {}))

    def expectation(self, engine: str, builder: str) -> Expectation:
        """Say what a run on one engine with one builder must come to.

        The engine's own table wins over that of the builder, and that over the top level.
        Raises msgspec.ValidationError for a key that is unknown or of the wrong type.
        """
        table = self._table()
        builders, engines = table.pop("builder", {}), table.pop("engine", {})
        for override in (builders.get(builder, {}), engines.get(engine, {}).get(builder, {})):
            table = _overridden(table, override)
        return msgspec.convert(table, Expectation)

    def _table(self) -> dict[str, Any]:
        return tomllib.loads((self.path / "expect.toml").read_text(encoding="utf-8"))


def all_cases() -> tuple[Case, ...]:
    """Find every case, by name."""
    return tuple(Case(path=path) for path in sorted(EXAMPLES.iterdir()) if path.is_dir())


def _overridden(table: dict[str, Any], override: dict[str, Any]) -> dict[str, Any]:
    msgspec.convert(override, Override)
    gone = override.get("without", ())
    kept = {key: value for key, value in table.items() if key not in gone}
    return kept | {key: value for key, value in override.items() if key != "without"}
