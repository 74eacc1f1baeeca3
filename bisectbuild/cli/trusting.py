"""What a bundle of somebody else may have of this machine: nothing that was not asked for.

Its image runs in a container, as with `docker run`; what its build asks for beside that (secrets,
the agent, variables, privileges, places to write to) would be this person's own.
"""

from __future__ import annotations

from typing import Final

from bisectbuild.dockerfile.model import Dockerfile
from bisectbuild.dockerfile.mounts import is_insecure, run_network
from bisectbuild.errors import UsageError

# Each of them takes a value.
_HARMLESS: Final = frozenset(
    {
        *("--add-host", "--build-arg", "--network", "--platform", "--shm-size", "--ulimit"),
        *("--cpu-period", "--cpu-quota", "--cpu-shares", "--cpuset-cpus", "--cpuset-mems"),
        *("--memory", "--memory-swap"),
    }
)
_NETWORKS: Final = frozenset({"default", "none"})


def harmless(flags: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part the words of flags that take nothing of this machine from the others.

    A build arg without a value would be taken from the environment; another flag without one
    would have the next word for it, which may be ours.
    """
    kept = tuple(word for word in flags if _is_harmless(word))
    return kept, tuple(word for word in flags if word not in kept)


def _is_harmless(word: str) -> bool:
    name, given, value = word.partition("=")
    if name == "--build-arg":
        return "=" in value
    if name == "--network":
        return value in _NETWORKS
    return bool(given) and name in _HARMLESS


def refuse_privileges(dockerfile: Dockerfile) -> None:
    """Raise UsageError where a RUN asks for more than a container's own rights."""
    for entry in dockerfile.instructions:
        if is_insecure(entry) or run_network(entry) == "host":
            raise UsageError(
                f"Line {entry.span.start} of the bundle's Dockerfile asks for privileges, or for"
                " this machine's network, and so would its shell.",
                hint="If you trust whoever made the bundle: bisectbuild resume --trust BUNDLE",
            )
