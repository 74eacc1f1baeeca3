"""Where a builder keeps its images: in the engine's own store, or in one of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bisectbuild.builder import BuilderKind
from bisectbuild.engines.api import find_endpoint
from bisectbuild.engines.process import capture

if TYPE_CHECKING:
    from bisectbuild.engines.choose import Choice

_SECONDS = 20.0
_DRIVER = re.compile(rb"^Driver:\s*(\S+)", re.MULTILINE)


def is_engines_own(choice: Choice, env: Mapping[str, str]) -> bool:
    """Tell, without asking anyone, whether a builder is surely the engine's own.

    Without a plugin it is the engine's BuildKit; `default` and the context's own name are
    instances of the `docker` driver (buildx, store/storeutil).
    """
    if choice.kind is BuilderKind.LEGACY or not choice.plugin:
        return True
    return choice.builder in {"default", find_endpoint(env).context or "default"}


def has_own_store(choice: Choice, env: Mapping[str, str]) -> bool:
    """Tell whether the builder's images lie in the engine's store; buildx may have to be asked."""
    if is_engines_own(choice, env):
        return True
    named = (choice.builder,) if choice.builder else ()
    told = capture((choice.plugin, "inspect", *named), env=env, seconds=_SECONDS)
    found = _DRIVER.search(told.stdout)
    return found is not None and found[1] == b"docker"
