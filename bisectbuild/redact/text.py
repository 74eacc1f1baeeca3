"""Taking secrets out of texts that are at hand as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from bisectbuild.redact import MASK
from bisectbuild.redact.names import is_secret_name
from bisectbuild.redact.shapes import mask_shapes
from bisectbuild.redact.values import every_form

# What a Dockerfile gives to a name: `NAME=value` anywhere, and the old form `ENV NAME value`.
# A value that begins with `$` is another's.
_GIVEN: Final = re.compile(
    r"""(?P<name>\b[A-Za-z_]\w*)(?P<sign>=)(?P<value>"[^"$]+"|'[^']+'|[^\s"'$][^\s"'\\;&|]*)"""
    r"""|(?P<env>^[ \t]*(?i:ENV)[ \t]+)(?P<old>[A-Za-z_]\w*)(?P<gap>[ \t]+)(?P<rest>[^\s=$].*)""",
    re.MULTILINE,
)
_ATTRIBUTE: Final = re.compile(r"secret|token|passw|key", re.IGNORECASE)
_ASSIGNMENT: Final = re.compile(r"""\b([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S+)""")
_FIELD: Final = re.compile(r'"(?:[^"]|"")*"|[^,]+')
_LISTS: Final = frozenset({"--cache-from", "--cache-to", "--secret", "--output"})


def redact(text: str, secrets: Iterable[str]) -> str:
    """Give the text without the secrets, in whatever form, and without what looks like one."""
    for secret in every_form(tuple(secrets)):
        text = text.replace(secret, MASK)
    return mask_shapes(text)


def redact_command(text: str, secrets: Iterable[str]) -> str:
    """Give a command that was typed as it may be shown: what it gives to secret names is masked."""

    def mask(match: re.Match[str]) -> str:
        return f"{match[1]}={MASK}" if is_secret_name(match[1]) else match[0]

    return _ASSIGNMENT.sub(mask, redact(text, secrets))


def redact_source(text: str, secrets: Iterable[str]) -> str:
    """Give text of a Dockerfile as it may be shown: what it gives to secret names is masked."""

    def mask(match: re.Match[str]) -> str:
        if match["env"]:
            shown = f"{match['env']}{match['old']}{match['gap']}{MASK}"
            return shown if is_secret_name(match["old"]) else match[0]
        return f"{match['name']}={MASK}" if is_secret_name(match["name"]) else match[0]

    return _GIVEN.sub(mask, redact(text, secrets))


def redact_args(variables: Mapping[str, str]) -> dict[str, str]:
    """Give the variables with the values of the secret ones masked."""
    return {
        name: MASK if is_secret_name(name) else redact(value, ())
        for name, value in variables.items()
    }


def redact_flag(word: str) -> str:
    """Give a docker flag, one word as in `--build-arg=A=1`, as it may be shown.

    A secret build arg keeps its name alone, which docker then takes from the environment.
    """
    flag, _, value = word.partition("=")
    variable = value.partition("=")[0]
    if flag == "--build-arg" and is_secret_name(variable):
        return f"{flag}={variable}"
    if flag in _LISTS:
        word = f"{flag}={_FIELD.sub(_redact_attribute, value)}"
    return redact(word, ())


def _redact_attribute(field: re.Match[str]) -> str:
    name, equals, _value = field[0].removeprefix('"').partition("=")
    return f"{name}={MASK}" if equals and _ATTRIBUTE.search(name) else field[0]
