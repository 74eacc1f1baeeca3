"""Setting a build arg in the middle of a session."""

from __future__ import annotations

from dataclasses import replace

from bisectbuild.options import BuildOptions

_FLAG = "--build-arg="


def with_argument(options: BuildOptions, name: str, value: str | None) -> BuildOptions:
    """Give the options with one build arg set, or (None) without it."""
    kept = tuple(
        word
        for word in options.flags
        if not (word.startswith(_FLAG) and word[len(_FLAG) :].partition("=")[0] == name)
    )
    added = () if value is None else (f"{_FLAG}{name}={value}",)
    return replace(options, flags=(*kept, *added))
