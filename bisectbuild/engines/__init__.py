"""The builders there are, each imported only when it is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bisectbuild.builder import BuilderKind
from bisectbuild.errors import EngineError

if TYPE_CHECKING:
    from bisectbuild.builder import Builder
    from bisectbuild.engines.choose import Choice


def _buildkit(choice: Choice, environment: Mapping[str, str]) -> Builder:
    from bisectbuild.engines.buildkit import BuildKit  # noqa: PLC0415 - only when chosen

    return BuildKit(
        info=choice.info,
        docker=choice.program,
        plugin=choice.plugin,
        env=environment,
        builder=choice.builder,
    )


def _legacy(choice: Choice, environment: Mapping[str, str]) -> Builder:
    from bisectbuild.engines.legacy import LegacyBuilder  # noqa: PLC0415 - only when chosen

    return LegacyBuilder(choice, environment)


ENGINES: dict[BuilderKind, Callable[[Choice, Mapping[str, str]], Builder]] = {
    BuilderKind.BUILDKIT: _buildkit,
    BuilderKind.LEGACY: _legacy,
}


def load(choice: Choice, environment: Mapping[str, str]) -> Builder:
    """Make the chosen builder. Raises EngineError for a kind that no engine has."""
    make = ENGINES.get(choice.kind)
    if make is None:
        raise EngineError(f"There is no builder of the kind {choice.kind}.")
    return make(choice, environment)
