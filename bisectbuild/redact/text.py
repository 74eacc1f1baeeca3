"""Taking secrets out of texts that are at hand as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from bisectbuild.redact import MASK
from bisectbuild.redact.names import is_secret_name
from bisectbuild.redact.shapes import mask_shapes
from bisectbuild.redact.values import every_form

_NAMED: Final = re.compile(r"\b([A-Za-z_]\w*)=")
# What a Dockerfile gives to a name: `NAME=value` anywhere, and the old form `ENV NAME value`.
# A value that begins with `$` is another's.
_IN_FILE: Final = re.compile(r""""[^"$]+"|'[^']+'|[^\s"'$][^\s"'\\;&|]*""")
_OLD_ENV: Final = re.compile(
    r"^([ \t]*ENV[ \t]+([A-Za-z_]\w*)[ \t]+)[^\s=$][^\r\n]*", re.MULTILINE | re.IGNORECASE
)
# A value in quotes, within which others may be given: their values end where it ends.
_QUOTED: Final = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'""", re.DOTALL)
# A line of a secret; the group is the sign that the instruction goes on, which stays.
_LINE: Final = re.compile(r"[^\r\n]+?(\\(?=[\r\n])|(?=[\r\n]|\Z))")
_TYPED: Final = re.compile(r""""[^"]*"|'[^']*'|\S+""")
# A shell's reference, whose value is not in the text: `$X`, `$1`, `$(cat x)`. What `${X:-default}`
# falls back on is, and `$2y$10$…` is a password's hash.
_ANOTHERS: Final = re.compile(r""""?(?:`|\$(?:[A-Za-z_(@*#?!]|\d(?!\w)|\{\w+\b(?!:?[-=+][^}$])))""")
_ATTRIBUTE: Final = re.compile(r"secret|token|passw|key", re.IGNORECASE)
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

    def flagged(match: re.Match[str]) -> str:
        is_secret = flag_takes_secret(match["name"]) and gives_secret(match["name"], match["value"])
        return f"{match['flag']}{MASK}" if is_secret else match[0]

    return _without_given(_FLAG.sub(flagged, redact(text, secrets)), _TYPED, gives_secret)


def gives_secret(name: str, text: str, at: int = 0) -> bool:
    """Tell whether what a text from `at` on gives to a name is a secret.

    It is none where it tells where one is, or refers to another variable's or a command's value.
    """
    if at >= len(text) or not is_secret_name(name) or _ANOTHERS.match(text, at):
        return False
    return name != "secret" or _DOCKERS.match(text, at) is None


def flag_takes_secret(name: str) -> bool:
    """Tell whether the word behind a flag of this name is likely to be a secret."""
    return is_secret_name(name) and not _NO_SECRET.search(name)


def redact_source(text: str, secrets: Iterable[str]) -> str:
    """Give text of a Dockerfile as it may be shown: what it gives to secret names is masked.

    Its lines stay as many as they are, for they are shown with their numbers.
    """

    def old(match: re.Match[str]) -> str:
        return f"{match[1]}{MASK}" if is_secret_name(match[2]) else match[0]

    def is_secret(name: str, _text: str, _at: int) -> bool:
        return is_secret_name(name)

    for secret in every_form(tuple(secrets)):
        text = text.replace(secret, _masked(secret))
    return _OLD_ENV.sub(old, _without_given(mask_shapes(text, _masked), _IN_FILE, is_secret))


def _without_given(
    text: str, value: re.Pattern[str], is_secret: Callable[[str, str, int], bool]
) -> str:
    """Mask each value that is given to a secret name, also within another's value.

    Of `--build-arg=TOKEN=x` the name stands in the value of `arg`. Such names may come by the
    thousand (`a=a=a=…`), so this neither calls itself nor reads to the end from each of them.
    """
    out: list[str] = []
    ends = [len(text)]
    done = at = 0
    while named := _NAMED.search(text, at):
        at = named.end()
        while ends[-1] < at:
            ends.pop()
        given = value.match(text, at, ends[-1]) if is_secret(named[1], text, at) else None
        if given is not None:
            out += (text[done:at], _masked(given[0]))
            done = at = given.end()
        elif quoted := _QUOTED.match(text, at, ends[-1]):
            ends.append(quoted.end() - 1)
    return "".join((*out, text[done:]))


def _masked(secret: str) -> str:
    """Give what is shown of a secret: a mask, in each of its lines."""
    return _LINE.sub(rf"{MASK}\1", secret)


def redact_args(variables: Mapping[str, str], secrets: Iterable[str]) -> dict[str, str]:
    """Give the variables with the values of the secret ones masked, and secrets in the others."""
    return {
        name: MASK if is_secret_name(name) else redact(value, secrets)
        for name, value in variables.items()
    }


def redact_flag(word: str, secrets: Iterable[str] = ()) -> str:
    """Give a docker flag, one word as in `--build-arg=A=1`, as it may be shown.

    A secret build arg keeps its name alone, which docker then takes from the environment.
    """
    flag, equals, value = word.partition("=")
    variable = value.partition("=")[0]
    if flag == "--build-arg" and is_secret_name(variable):
        return f"{flag}={variable}"
    if flag in _LISTS:
        value = _FIELD.sub(_redact_attribute, value)
    # A secret may be a word such as `memory`: the flag's own name keeps it.
    return redact(f"{flag}{equals}{redact(value, secrets)}", ())


def _redact_attribute(field: re.Match[str]) -> str:
    name, equals, _value = field[0].removeprefix('"').partition("=")
    return f"{name}={MASK}" if equals and _ATTRIBUTE.search(name) else field[0]
