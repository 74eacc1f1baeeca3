"""Variables in a Dockerfile's words: their expansion, and the values of the global ARGs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bisectbuild.dockerfile.lexer import Reading, lex
from bisectbuild.dockerfile.model import Dockerfile
from bisectbuild.dockerfile.words import pair_words

PLATFORM_ARGS: Final = tuple(
    side + part
    for side in ("BUILD", "TARGET")
    for part in ("PLATFORM", "OS", "OSVERSION", "ARCH", "VARIANT")
)


def expand(text: str, values: Mapping[str, str], *, escape: str = "\\") -> str:
    """Expand `$V`, `${V}`, and `${V-x}`, `${V:-x}`, `${V+x}`, `${V:+x}`; remove the quotes.

    A variable without a value reads as nothing. A text that breaks the rules, or that holds a
    modifier not named here, comes back as it is: the engine is the judge of those.
    """
    if not any(sign in text for sign in ("$", "'", '"', escape)):
        return text
    lexed = lex(text, Reading(escape=escape, values=values))
    return text if lexed is None else lexed.text


def global_values(
    dockerfile: Dockerfile, build_args: Mapping[str, str], *, unknown: str = ""
) -> dict[str, str]:
    """Give the variables that a FROM can use.

    An ARG before the first FROM takes the build arg, else its default with the earlier ones
    expanded (`buildMetaArgs` of BuildKit's convert.go, `processMetaArg` of the legacy builder).
    The platform args that BuildKit predefines take the build arg, else `unknown`.
    """
    values = {name: build_args.get(name, unknown) for name in PLATFORM_ARGS}
    for entry in dockerfile.global_args:
        for word in pair_words(entry.value, dockerfile.escape):
            name, sign, default = word.partition("=")
            if name in build_args:
                values[name] = build_args[name]
            elif sign:
                values[name] = expand(default, values, escape=dockerfile.escape)
    return values
