"""The flags of `docker` and of `docker buildx` themselves, which stand before a subcommand."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Final

from bisectbuild.errors import UsageError

# Each spelling with its long one (docker, cli/flags/options.go; buildx, commands/root.go).
_VALUED: Final = ("config", "context", "host", "log-level", "tlscacert", "tlscert", "tlskey")
_SWITCHES: Final = ("debug", "tls", "tlsverify")
_SHORT: Final = {"-c": "--context", "-H": "--host", "-l": "--log-level", "-D": "--debug"}
DOCKER: Final = {**{f"--{name}": f"--{name}" for name in (*_VALUED, *_SWITCHES)}, **_SHORT}
BUILDX: Final = {"--builder": "--builder", "--debug": "--debug", "-D": "--debug"}

_VARIABLES: Final = {
    "--config": "DOCKER_CONFIG",
    "--context": "DOCKER_CONTEXT",
    "--host": "DOCKER_HOST",
    "--tls": "DOCKER_TLS",
    "--tlsverify": "DOCKER_TLS_VERIFY",
}
# They change what a client says, not what it builds.
_OF_WORDS_ALONE: Final = ("--debug", "--log-level")
_NO: Final = frozenset({"false", "f", "0"})


def split(
    words: tuple[str, ...], known: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the flags at the beginning, each as `--name=value`, and the words behind them.

    The first word that is no `known` flag ends them.
    """
    flags: list[str] = []
    rest = list(words)
    while rest:
        name, attached = _halves(rest[0])
        long = known.get(name, "")
        is_switch = long.removeprefix("--") in _SWITCHES
        if not long or not (is_switch or attached or rest[1:]):
            break
        rest.pop(0)
        if attached.startswith("="):
            value = attached[1:]
        elif is_switch:
            value = "true"
            rest[:0] = [f"-{attached}"] if attached else []  # The other letters of `-DH`.
        else:
            value = attached or rest.pop(0)
        flags.append(f"{long}={value}")
    return tuple(flags), tuple(rest)


def _halves(word: str) -> tuple[str, str]:
    """Give a flag's name, and what is written together with it: `--host` and `=x`, `-H` and `x`."""
    if not word.startswith("--"):
        return word[:2], word[2:]
    name, equals, value = word.partition("=")
    return name, equals + value


def put_into(environment: MutableMapping[str, str], flags: tuple[str, ...]) -> None:
    """Set the variables that say what `docker`'s own flags say.

    Raises UsageError for one that none says.
    """
    for flag in flags:
        name, _, value = flag.partition("=")
        if name in _VARIABLES:
            is_off = name.removeprefix("--") in _SWITCHES and value.lower() in _NO
            environment[_VARIABLES[name]] = "" if is_off else value
        elif name not in _OF_WORDS_ALONE:
            raise not_understood(name)
        if name == "--context" and value != "default":
            # The flag goes before the variable, which goes before DOCKER_CONTEXT (docker/cli).
            environment.pop("DOCKER_HOST", None)


def not_understood(name: str) -> UsageError:
    """Give the error for a flag of `docker` itself that cannot be taken over."""
    tls = "Set DOCKER_CERT_PATH to the folder of ca.pem, cert.pem and key.pem instead."
    usual = "Leave it out, or set it by an environment variable."
    return UsageError(
        f"{name}: this flag of docker itself is not understood.",
        hint=tls if name.startswith("--tls") else usual,
    )
