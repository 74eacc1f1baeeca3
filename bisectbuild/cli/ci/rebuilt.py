"""A target of bake, or a service of compose, written as the `docker build` that it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bisectbuild.cli.ci.contained import contained
from bisectbuild.cli.ci.members import members, objects, pairs, texts
from bisectbuild.errors import UsageError

# What stands before the name of another one whose image is a context.
_OTHERS: Final = ("target:", "service:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What of a `docker build` was typed, and is in no file.

    `args` are build args, None where their value comes from the environment. `secrets` are values
    of `--secret`.
    """

    builder: str = ""
    args: Mapping[str, str | None] = field(default_factory=dict)
    ssh: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()


def typed(words: tuple[str, ...]) -> Typed:
    """Read what was typed on a command line; other flags and words are passed over."""
    args = (word.partition("=") for word in _values(words, "--build-arg"))
    return Typed(
        builder="".join(_values(words, "--builder")[-1:]),
        args={name: value if equals else None for name, equals, value in args},
        ssh=_values(words, "--ssh"),
        secrets=_values(words, "--secret"),
    )


def _values(words: tuple[str, ...], flag: str) -> tuple[str, ...]:
    """Give the values of a flag, which stand behind `=` or are the next word."""
    found = []
    for word, following in zip(words, (*words, None)[1:], strict=True):
        if word == flag and following is not None:
            found.append(following)
        elif word.startswith(f"{flag}="):
            found.append(word.partition("=")[2])
    return tuple(found)


def rebuilt(
    command: tuple[str, ...],
    name: str,
    told: Mapping[str, Any],
    given: Typed,
    secrets: tuple[str, ...],
) -> Iterator[str]:
    """Write a target or a service's build as a command line, with what was typed for it.

    `secrets` are values of `--secret`. Raises UsageError where a `docker build` cannot say it.
    """
    context = Path(str(told.get("context", ".")))
    yield from command
    if given.builder:
        yield f"--builder={given.builder}"
    yield f"--file={_file(told, context)}"
    if told.get("target"):
        yield f"--target={told['target']}"
    for arg, value in {**dict(pairs(told.get("args"))), **given.args}.items():
        yield f"--build-arg={arg}" if value is None else f"--build-arg={arg}={value}"
    yield from _contexts(name, told)
    for platform in texts(told.get("platforms")):
        yield f"--platform={platform}"
    yield from contained(told)
    yield from (f"--secret={secret}" for secret in secrets)
    for key in dict.fromkeys((*_keys(told.get("ssh")), *given.ssh)):
        yield f"--ssh={key}"
    yield str(context)


def _file(told: Mapping[str, Any], context: Path) -> str:
    """Name the Dockerfile; one that stands in the file of bake or compose itself is not on disk."""
    if {"dockerfile-inline", "dockerfile_inline"} & set(told):
        return "-"
    return str(context / str(told.get("dockerfile", "Dockerfile")))


def _contexts(name: str, told: Mapping[str, Any]) -> Iterator[str]:
    for context, value in pairs(told.get("contexts") or told.get("additional_contexts")):
        if str(value).startswith(_OTHERS):
            raise UsageError(
                f"{name} takes {context} from {value}, which is built along with it and which a"
                " `docker build` of its own cannot name.",
                hint="Build and tag that one first, and name its image: docker-image://NAME",
            )
        yield f"--build-context={context}={value}"


def bake_secrets(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the secrets of a target of bake, as values of `--secret`."""
    return tuple(texts(told.get("secret")))


def compose_secrets(told: Mapping[str, Any], declared: object) -> tuple[str, ...]:
    """Give the secrets of a service's build, as values of `--secret`.

    It names them; what they are is `declared` for the whole project (compose, build_bake.go).
    """
    sources = dict(objects(declared))
    found = []
    for secret in members(told.get("secrets")):
        used = secret if isinstance(secret, dict) else {"source": secret}
        source = sources.get(str(used.get("source")), {})
        name = used.get("target") or used.get("source")
        if source.get("environment"):
            found.append(f"id={name},env={source['environment']}")
        elif source.get("file"):
            found.append(f"id={name},src={source['file']}")
    return tuple(found)


def _keys(value: object) -> Iterator[str]:
    """Give values of `--ssh`; of an object that is `id=path,path` (buildx, util/buildflags)."""
    for member in members(value):
        if isinstance(member, dict):
            paths = ",".join(map(str, members(member.get("paths"))))
            yield f"{member.get('id')}={paths}" if paths else str(member.get("id"))
        else:
            yield str(member)
