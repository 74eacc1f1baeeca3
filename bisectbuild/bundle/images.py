"""The configuration of an image as a bundle has it: what a container needs, without secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from bisectbuild.redact import MASK
from bisectbuild.redact.names import is_secret_name
from bisectbuild.redact.text import redact_source
from bisectbuild.redact.words import redact_words

if TYPE_CHECKING:
    from collections.abc import Callable

# OCI image-spec 1.1, config.md. What else an engine writes there (the container that it was
# committed from, and its command) tells of the build, and of its arguments.
_KEPT: Final[tuple[str, ...]] = (
    "architecture", "os", "variant", "os.version", "os.features", "created", "rootfs",
)  # fmt: skip
_CLEANED: Final[tuple[str, ...]] = ("author", "config", "history")
# A step of the history that gives to names, or a RUN that was given build args (`|2 A=1 B=x y
# /bin/sh -c …`). The values stand there without quotes, blanks in them and all.
_GIVING: Final = re.compile(r"(?:/bin/sh -c #\(nop\) +)?(?:ENV|LABEL|ARG) +")
_GIVEN_ARGS: Final = re.compile(r"(?:RUN +)?\|[0-9]+ +")
_SHELL: Final = re.compile(r"(?:\A| )/\S+ -")
_NEXT: Final = re.compile(r" (?=[A-Za-z_][\w.-]*=)")
_COMMANDS: Final = frozenset({"Cmd", "Entrypoint", "Test"})


def clean_config(config: dict[str, Any], clean: Callable[[str], str]) -> dict[str, Any]:
    """Give the configuration with each text of it (variables, commands, labels) gone through.

    What is given to a name that speaks of a secret is masked whole, `clean` or not. The image so
    gets an id of its own, since that is the checksum of its configuration.
    """
    kept = {key: config[key] for key in _KEPT if key in config}
    cleaned = {key: _cleaned(config[key], clean) for key in _CLEANED if key in config}
    return {**kept, **cleaned}


def _cleaned(value: Any, clean: Callable[[str], str], key: str = "") -> Any:  # noqa: ANN401 - JSON
    """Go through a member by what its key says of it; a list has the key of its own."""
    if isinstance(value, str):
        return _text(value, clean, key)
    if isinstance(value, list):
        texts = [item for item in value if isinstance(item, str)]
        if key in _COMMANDS and len(texts) == len(value):
            value = list(redact_words(tuple(texts)))
        return [_cleaned(item, clean, key) for item in value]
    if isinstance(value, dict):
        cleaned = {name: _cleaned(item, clean, name) for name, item in value.items()}
        return {**cleaned, **_masked_labels(cleaned)} if key == "Labels" else cleaned
    return value


def _masked_labels(labels: dict[str, Any]) -> dict[str, str]:
    return {name: MASK for name, value in labels.items() if value and is_secret_name(name)}


def _text(text: str, clean: Callable[[str], str], key: str) -> str:
    if key == "Env":
        return clean(_pair(text))
    if key in {"created_by", "OnBuild"}:
        return redact_source(clean(_step(text)), ())
    return clean(text)


def _step(text: str) -> str:
    """Mask what a step gives to secret names, up to the next name."""
    if begun := _GIVING.match(text):
        at, end = begun.end(), len(text)
    elif begun := _GIVEN_ARGS.match(text):
        at = begun.end()
        shell = _SHELL.search(text[at:])
        end = at + shell.start() if shell else len(text)
    else:
        return text
    return text[:at] + " ".join(map(_pair, _NEXT.split(text[at:end]))) + text[end:]


def _pair(word: str) -> str:
    """Mask the value of `NAME=value` where the name speaks of a secret."""
    name, _, value = word.partition("=")
    return f"{name}={MASK}" if value and is_secret_name(name) else word
