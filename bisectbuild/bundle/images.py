"""The configuration of an image as a bundle has it: what a container needs, without secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

# OCI image-spec 1.1, config.md. What else an engine writes there (the container that it was
# committed from, and its command) tells of the build, and of its arguments.
_KEPT: Final[tuple[str, ...]] = (
    "architecture", "os", "variant", "os.version", "os.features", "created", "rootfs",
)  # fmt: skip
_CLEANED: Final[tuple[str, ...]] = ("author", "config", "history")


def clean_config(config: dict[str, Any], clean: Callable[[str], str]) -> dict[str, Any]:
    """Give the configuration with each text of it (variables, commands, labels) gone through.

    The image so gets an id of its own, since that is the checksum of its configuration.
    """
    kept = {key: config[key] for key in _KEPT if key in config}
    cleaned = {key: _cleaned(config[key], clean) for key in _CLEANED if key in config}
    return {**kept, **cleaned}


def _cleaned(value: Any, clean: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item, clean) for item in value]
    if isinstance(value, dict):
        return {key: _cleaned(item, clean) for key, item in value.items()}
    return value
