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
# A flag and the word behind it: `--password x`. What `$x` stands for is not in the text.
_FLAG: Final = re.compile(
    r"""(?<![^\s"'(])(?P<flag>--?(?P<name>[A-Za-z][\w-]*)[ \t]+)"""
    r"""(?P<value>"(?!\$)[^"]*"|'[^']*'|[^\s"'$-]\S*)"""
)
# Named like a secret, they are switches, or tell where or of what kind it is.
_NO_SECRET: Final = re.compile(
    r"\A(?:no|with|without|skip)-|-(?:file|path|dir|env|stdin|type|name)\Z", re.IGNORECASE
)
# What docker's `--secret` takes tells where the secret is.
_DOCKERS: Final = re.compile(r"""["']?(?:id|type|src|source|env)=""")
_FIELD: Final = re.compile(r'"(?:[^"]|"")*"|[^,]+')
_LISTS: Final = frozenset({"--cache-from", "--cache-to", "--secret", "--output"})


def redact(text: str, secrets: Iterable[str]) -> str:
    """Give the text without the secrets, in whatever form, and without what looks like one."""
    for secret in every_form(tuple(secrets)):
        text = text.replace(secret, MASK)
    return mask_shapes(text)


def redact_command(text: str, secrets: Iterable[str]) -> str:
    """Give a command that was typed as it may be shown.

    What it gives to secret names (`TOKEN=x`) and to flags of such names (`--token x`) is masked.
    """

    def assigned(match: re.Match[str]) -> str:
        if gives_secret(match[1], match[2]):
            return f"{match[1]}={MASK}"
        # Of `--build-arg=TOKEN=x` the name stands in the value.
        return f"{match[1]}={_ASSIGNMENT.sub(assigned, match[2])}"

    def flagged(match: re.Match[str]) -> str:
        is_secret = flag_takes_secret(match["name"]) and gives_secret(match["name"], match["value"])
        return f"{match['flag']}{MASK}" if is_secret else match[0]

    return _ASSIGNMENT.sub(assigned, _FLAG.sub(flagged, redact(text, secrets)))


def gives_secret(name: str, value: str) -> bool:
    """Tell whether what is given to a name is a secret, and not where docker finds one."""
    is_dockers = name == "secret" and _DOCKERS.match(value)
    return bool(value) and is_secret_name(name) and not is_dockers


def flag_takes_secret(name: str) -> bool:
    """Tell whether the word behind a flag of this name is likely to be a secret."""
    return is_secret_name(name) and not _NO_SECRET.search(name)


def redact_source(text: str, secrets: Iterable[str]) -> str:
    """Give text of a Dockerfile as it may be shown: what it gives to secret names is masked."""

    def mask(match: re.Match[str]) -> str:
        if match["env"]:
            shown = f"{match['env']}{match['old']}{match['gap']}{MASK}"
            return shown if is_secret_name(match["old"]) else match[0]
        given = MASK if is_secret_name(match["name"]) else _GIVEN.sub(mask, match["value"])
        return f"{match['name']}={given}"

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
