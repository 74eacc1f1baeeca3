"""The flags of `docker build`: which there are, and what becomes of each in a build of ours.

Read off the clients of Docker 20.10.24 and of buildx 0.29.1; hidden legacy flags included.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FlagRole(StrEnum):
    """What a flag does to the builds that bisectbuild makes.

    `keep`: given to every build, since it may be in a cache key. `once`: given to the person's
    own build only; a cut must not push, tag or bust the cache. `own`: read by bisectbuild, which
    sets its own. `refuse`: asks for something that is no build.
    """

    KEEP = "keep"
    ONCE = "once"
    OWN = "own"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagSpec:
    """One flag. `switch` takes no value (or `=true|false`); `many` may be given again."""

    name: str
    role: FlagRole
    short: str = ""
    switch: bool = False
    many: bool = False
    secret: bool = False


def _keep(name: str, *, short: str = "", switch: bool = False, many: bool = False) -> FlagSpec:
    return FlagSpec(name=name, role=FlagRole.KEEP, short=short, switch=switch, many=many)


def _once(name: str, *, short: str = "", switch: bool = False, many: bool = False) -> FlagSpec:
    return FlagSpec(name=name, role=FlagRole.ONCE, short=short, switch=switch, many=many)


FLAGS: tuple[FlagSpec, ...] = (
    _keep("add-host", many=True),
    _keep("allow", many=True),
    _once("annotation", many=True),
    _once("attest", many=True),
    FlagSpec(name="build-arg", role=FlagRole.KEEP, many=True, secret=True),
    _keep("build-context", many=True),
    _keep("cache-from", many=True),
    _once("cache-to", many=True),
    FlagSpec(name="call", role=FlagRole.REFUSE),
    _keep("cgroup-parent"),
    FlagSpec(name="check", role=FlagRole.REFUSE, switch=True),
    _keep("compress", switch=True),
    _keep("cpu-period"),
    _keep("cpu-quota"),
    _keep("cpu-shares", short="c"),
    _keep("cpuset-cpus"),
    _keep("cpuset-mems"),
    _keep("disable-content-trust", switch=True),
    _keep("force-rm", switch=True),
    _once("iidfile"),
    _keep("isolation"),
    _once("label", many=True),
    _once("load", switch=True),
    _keep("memory", short="m"),
    _keep("memory-swap"),
    _once("metadata-file"),
    _keep("network"),
    _once("no-cache", switch=True),
    _once("no-cache-filter", many=True),
    _once("output", short="o", many=True),
    _keep("platform", many=True),
    FlagSpec(name="progress", role=FlagRole.OWN),
    _once("provenance"),
    _once("pull", switch=True),
    _once("push", switch=True),
    FlagSpec(name="quiet", role=FlagRole.OWN, short="q", switch=True),
    _keep("rm", switch=True),
    _once("sbom"),
    _keep("secret", many=True),
    _keep("security-opt", many=True),
    _keep("shm-size"),
    _once("squash", switch=True),
    _keep("ssh", many=True),
    _once("tag", short="t", many=True),
    FlagSpec(name="target", role=FlagRole.OWN),
    _keep("ulimit", many=True),
)

_ROLES = {spec.name: spec.role for spec in FLAGS}


def flag_name(word: str) -> str:
    """Give the bare name of a flag word: `build-arg` for `--build-arg=A=1`."""
    return word.removeprefix("--").partition("=")[0]


def for_cut(flags: tuple[str, ...]) -> tuple[str, ...]:
    """Give the flags that a cut keeps (dockerfile-semantics, part 2, rule 7)."""
    return tuple(word for word in flags if _ROLES.get(flag_name(word)) is FlagRole.KEEP)


def values(flags: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Give the values of a flag in the order in which they were written."""
    return tuple(word.partition("=")[2] for word in flags if flag_name(word) == name)
