"""Since which Python a module or a name is there, by how an older one misses it."""

from __future__ import annotations

from typing import Final

_MODULES: Final = {
    "asyncio.taskgroups": "3.11",
    "contextvars": "3.7",
    "dataclasses": "3.7",
    "enum": "3.4",
    "graphlib": "3.9",
    "importlib.metadata": "3.8",
    "importlib.resources": "3.7",
    "pathlib": "3.4",
    "secrets": "3.6",
    "tomllib": "3.11",
    "typing": "3.5",
    "zoneinfo": "3.9",
}
_NAMES: Final = {
    **{("typing", name): "3.8" for name in ("Final", "Literal", "Protocol", "TypedDict")},
    **{("typing", name): "3.9" for name in ("Annotated",)},
    **{("typing", name): "3.10" for name in ("Concatenate", "ParamSpec", "TypeAlias", "TypeGuard")},
    **{("typing", name): "3.11" for name in ("Never", "NotRequired", "Required", "Self", "Unpack")},
    **{("typing", name): "3.12" for name in ("TypeAliasType", "override")},
    ("ast", "unparse"): "3.9",
    ("asyncio", "TaskGroup"): "3.11",
    ("asyncio", "run"): "3.7",
    ("asyncio", "to_thread"): "3.9",
    ("datetime", "UTC"): "3.11",
    ("enum", "StrEnum"): "3.11",
    ("functools", "cache"): "3.9",
    ("functools", "cached_property"): "3.8",
    ("itertools", "batched"): "3.12",
    ("itertools", "pairwise"): "3.10",
    ("math", "prod"): "3.8",
    ("types", "NoneType"): "3.10",
    ("types", "UnionType"): "3.10",
    ("warnings", "deprecated"): "3.13",
}


def module_since(name: str) -> str:
    """Give the first Python that has a standard module, "" where it is not known to be new."""
    return _MODULES.get(name, "")


def name_since(module: str, name: str) -> str:
    """Give the first Python that has a name of a standard module, "" likewise."""
    return _NAMES.get((module, name), "")
