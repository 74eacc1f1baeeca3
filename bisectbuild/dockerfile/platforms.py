"""The platform variables that BuildKit predefines for every stage that asks for them.

Source: `defaultArgs` of dockerfile2llb/platform.go (v0.8 to v0.32).
"""

from __future__ import annotations

import platform

_CPUS = {"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm/v7", "i686": "386"}


def predefined(wanted: str) -> dict[str, str]:
    """Give BUILD* and TARGET* for a `--platform` value ("" for this machine's own)."""
    own = f"linux/{_CPUS.get(platform.machine(), platform.machine())}"
    return {**_parts("BUILD", own), **_parts("TARGET", wanted or own)}


def _parts(prefix: str, value: str) -> dict[str, str]:
    system, _, rest = value.partition("/")
    cpu, _, variant = rest.partition("/")
    return {
        f"{prefix}PLATFORM": value,
        f"{prefix}OS": system,
        f"{prefix}ARCH": cpu,
        f"{prefix}VARIANT": variant,
    }
