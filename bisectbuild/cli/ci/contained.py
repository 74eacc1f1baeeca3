"""What bake and compose say of every step's container, as flags of `docker build`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bisectbuild.cli.ci.members import members, pairs, texts

# What `privileged` of a compose build stands for (compose, build_bake.go).
_PRIVILEGED: Final = "security.insecure"


def contained(told: Mapping[str, Any]) -> Iterator[str]:
    """Give the flags for the network, hosts, sizes, limits and rights of a target or a service."""
    if told.get("network") or told.get("networkmode"):
        yield f"--network={told.get('network') or told.get('networkmode')}"
    yield from (f"--add-host={host}" for host in _hosts(_either(told, "extra", "hosts")))
    if size := _either(told, "shm", "size"):
        yield f"--shm-size={size}"
    yield from (f"--ulimit={limit}" for limit in _ulimits(told.get("ulimits")))
    rights = (*texts(told.get("entitlements")), *([_PRIVILEGED] if told.get("privileged") else ()))
    yield from (f"--allow={right}" for right in dict.fromkeys(rights))


def _either(told: Mapping[str, Any], *parts: str) -> object:
    """Give what bake writes as `a-b` and compose as `a_b`."""
    return told.get("-".join(parts)) or told.get("_".join(parts))


def _hosts(value: object) -> Iterator[str]:
    """Give hosts as `name:address`, which every docker takes; `name=address` needs 25.0.

    Bake prints an object, its addresses joined by commas, compose a list of either form.
    """
    for name, addresses in (*pairs(value), *map(_host, members(value))):
        if addresses is None:
            continue  # Bake leaves it out.
        found = addresses if isinstance(addresses, list) else str(addresses).split(",")
        yield from (f"{name}:{str(one).removeprefix('[').removesuffix(']')}" for one in found)


def _host(word: object) -> tuple[str, str]:
    text = str(word)
    name, _, address = text.partition("=" if "=" in text else ":")
    return name, address


def _ulimits(value: object) -> Iterator[str]:
    """Give limits as `name=soft:hard`.

    Bake prints such words, compose an object of numbers, or of `soft` and `hard` less those that
    are 0 (compose-go, types.go).
    """
    yield from texts(value)
    for name, limit in pairs(value):
        if isinstance(limit, dict):
            yield f"{name}={limit.get('soft', 0)}:{limit.get('hard', 0)}"
        else:
            yield f"{name}={limit}"
