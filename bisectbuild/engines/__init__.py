"""The builders there are, each imported only when it is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bisectbuild.builder import BuilderKind
from bisectbuild.errors import EngineError

if TYPE_CHECKING:
    from bisectbuild.builder import Builder
    from bisectbuild.engines.choose import Choice
    from bisectbuild.engines.legacy import Note


def _buildkit(choice: Choice, environment: Mapping[str, str], note: Note | None) -> Builder:
    del note  # BuildKit leaves nothing.
    from bisectbuild.engines.buildkit import BuildKit  # noqa: PLC0415 - only when chosen

    return BuildKit(
        info=choice.info,
        docker=choice.program,
        plugin=choice.plugin,
        env=environment,
        builder=choice.builder,
    )


def _legacy(choice: Choice, environment: Mapping[str, str], note: Note | None) -> Builder:
    from bisectbuild.engines.legacy import LegacyBuilder  # noqa: PLC0415 - only when chosen

    return LegacyBuilder(choice, environment, note)


ENGINES: dict[BuilderKind, Callable[[Choice, Mapping[str, str], Note | None], Builder]] = {
    BuilderKind.BUILDKIT: _buildkit,
    BuilderKind.LEGACY: _legacy,
}


def load(choice: Choice, environment: Mapping[str, str], note: Note | None = None) -> Builder:
    """Make the chosen builder; `note` learns of containers that it may leave behind.

    Raises EngineError for a kind that no engine has.
    """
    make = ENGINES.get(choice.kind)
    if make is None:
        raise EngineError(f"There is no builder of the kind {choice.kind}.")
    return make(choice, environment, note)
