"""What `docker build` flags say of every step's container: network, hosts, sizes, limits."""

from __future__ import annotations

import csv
import re

from bisectbuild.errors import UsageError
from bisectbuild.flags import flag_name, values
from bisectbuild.sandbox import Limits

_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([kKmMgGtTpP]?)(?:[iI]?[bB])?")
_UNITS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
_ULIMIT = re.compile(r"([a-z]+)=(-?\d+)(?::(-?\d+))?")
# `--network default` is what there is without the flag.
_USUAL = frozenset({"", "default"})


def limits(flags: tuple[str, ...], *, network: str = "") -> Limits:
    """Give the limits of a step; `network` is what its RUN asks for itself, "" for nothing.

    Security options are none of them: no builder on Linux takes any (seen on 20.10.24 and 28.5).
    Raises UsageError for a value that docker refuses.
    """
    wanted = network or one(flags, "network") or ""
    return Limits(
        network="" if wanted in _USUAL else wanted,
        extra_hosts=tuple(host(word) for word in values(flags, "add-host")),
        shm_size=size(flags, "shm-size"),
        ulimits=tuple(ulimit(word) for word in values(flags, "ulimit")),
        cgroup_parent=one(flags, "cgroup-parent") or "",
        memory=size(flags, "memory"),
        memory_swap=size(flags, "memory-swap"),
        cpu_shares=integer(flags, "cpu-shares"),
        cpu_period=integer(flags, "cpu-period"),
        cpu_quota=integer(flags, "cpu-quota"),
        cpuset_cpus=one(flags, "cpuset-cpus") or "",
        cpuset_mems=one(flags, "cpuset-mems") or "",
    )


# Which of the flags above each builder heeds; the rest it passes over, with a warning at most.
# The BuildKit of 18.09 to 20.10 (seen on 20.10.24), and buildx (commands/build.go, 0.29).
EMBEDDED = frozenset({"network", "add-host"})
BUILDX = EMBEDDED | {"shm-size", "ulimit", "cgroup-parent"}


def heeded(flags: tuple[str, ...], names: frozenset[str] | None) -> tuple[str, ...]:
    """Leave out what a builder passes over; `names` None for one that heeds every flag."""
    return tuple(word for word in flags if names is None or flag_name(word) in names)


def one(flags: tuple[str, ...], name: str) -> str | None:
    """Give the value of a flag, the last one holding."""
    given = values(flags, name)
    return given[-1] if given else None


def comma_list(flags: tuple[str, ...], name: str) -> list[str]:
    """Give the values of a flag that takes several in one word, by commas. Raises UsageError."""
    given = values(flags, name)
    try:
        return [value for row in csv.reader(given) for value in row]
    except csv.Error:
        raise _bad(name, ",".join(given), "values separated by commas, in one line") from None


def integer(flags: tuple[str, ...], name: str) -> int | None:
    """Give a whole number. Raises UsageError."""
    text = one(flags, name)
    try:
        return None if text is None else int(text, 0)
    except ValueError:
        raise _bad(name, text or "", "a whole number") from None


def size(flags: tuple[str, ...], name: str) -> int | None:
    """Give a size in bytes; units are powers of 1024 (docker/go-units `RAMInBytes`).

    Raises UsageError.
    """
    text = one(flags, name)
    if text is None:
        return None
    if text == "-1" and name == "memory-swap":
        return -1
    match = _SIZE.fullmatch(text)
    if match is None:
        raise _bad(name, text, "a size such as 512m or 2g")
    return int(float(match[1]) * 1024 ** _UNITS[match[2].lower()])


def ulimit(word: str) -> tuple[str, int, int]:
    """Give name, soft and hard limit. Raises UsageError."""
    match = _ULIMIT.fullmatch(word)
    if match is None:
        raise _bad("ulimit", word, "such as nofile=1024:2048")
    return match[1], int(match[2]), int(match[3] or match[2])


def host(text: str) -> str:
    """Give `name:address`; clients since 25.0 also take `name=address`."""
    name, equals, address = text.partition("=")
    return f"{name}:{address.removeprefix('[').removesuffix(']')}" if equals else text


def _bad(name: str, value: str, wanted: str) -> UsageError:
    return UsageError(f"--{name}={value} is not understood.", hint=f"docker wants {wanted} there.")
