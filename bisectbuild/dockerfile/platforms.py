"""The platform variables that BuildKit predefines for every stage that asks for them.

Sources: `defaultArgs` of dockerfile2llb/platform.go (v0.8 to v0.32); `Parse` and `Normalize` of
containerd/platforms, by which the client and the builder read what `--platform` says.
"""

from __future__ import annotations

import re
from typing import Final

_MENTIONED: Final = re.compile(rb"(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT)")
_SYSTEMS: Final = frozenset({"linux", "windows", "darwin", "freebsd", "netbsd", "openbsd"})
_CPUS: Final = {
    "x86_64": ("amd64", ""),
    "x86-64": ("amd64", ""),
    "i386": ("386", ""),
    "aarch64": ("arm64", ""),
    "armhf": ("arm", "v7"),
    "armel": ("arm", "v6"),
}
_IMPLIED: Final = frozenset({("amd64", "v1"), ("arm64", "v8")})


def is_mentioned(data: bytes) -> bool:
    """Tell whether a file may use one of the variables, so that their values must be known."""
    return _MENTIONED.search(data) is not None


def predefined(target: str, build: str = "") -> dict[str, str]:
    """Give BUILD* and TARGET* for platforms in full; "" for a builder of the target's own."""
    return {**_parts("BUILD", build or target), **_parts("TARGET", target)}


def in_full(wanted: str, own: str) -> str:
    """Give a platform as the builder names it; `own` is the engine's, for what is left open.

    `arm64` and `linux/aarch64` are `linux/arm64`, `linux` has the engine's CPU, and "" and
    `local` are the engine's own.
    """
    if wanted in {"", "local"}:
        return own
    first, *rest = wanted.lower().split("/")
    system = "darwin" if first == "macos" else first
    if rest:
        return "/".join(filter(None, (system, *_cpu(*rest[:2]))))
    if system in _SYSTEMS:
        return f"{system}/{own.partition('/')[2]}"
    return "/".join(filter(None, (own.partition("/")[0], *_cpu(first))))


def _cpu(name: str, variant: str = "") -> tuple[str, str]:
    """Give a CPU's one name, and its variant where that is not implied."""
    name, fixed = _CPUS.get(name, (name, ""))
    variant = fixed or (f"v{variant}" if variant.isdigit() else variant)
    if name == "arm":
        return name, variant or "v7"
    return name, "" if (name, variant) in _IMPLIED else variant


def _parts(prefix: str, value: str) -> dict[str, str]:
    system, _, rest = value.partition("/")
    cpu, _, variant = rest.partition("/")
    return {
        f"{prefix}PLATFORM": value,
        f"{prefix}OS": system,
        f"{prefix}ARCH": cpu,
        f"{prefix}VARIANT": variant,
    }
