"""What every builder demands of one instruction before it runs any.

Each rule was tried on Docker 20.10 and 28.5 with the legacy builder and with BuildKit: only what
all four refuse for the whole file is a fault here. Flags are never judged, they differ by version.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bisectbuild.dockerfile.blanks import WORD_GAP, words_of
from bisectbuild.dockerfile.excerpt import visible
from bisectbuild.dockerfile.words import json_items, pair_words, split_flags, split_keyword

_STAGE_NAME: Final = re.compile(r"[a-z][a-z0-9\-_.]*\Z")
_NAMED_FROM: Final = 3
_LEAST_PATHS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """An instruction or the trigger in an ONBUILD: keyword, value, escape character in force."""

    keyword: str
    value: str
    escape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What is wrong with an instruction; `word` is the text to point at, the keyword if empty."""

    message: str
    hint: str
    word: str = ""


Rule = Callable[[Parts], Wrong | None]


def _needs_value(parts: Parts) -> Wrong | None:
    if parts.value:
        return None
    message = f"{parts.keyword} requires at least one argument"
    return Wrong(message=message, hint=f"Give {parts.keyword} a value, or remove the line.")


def _strings_only(parts: Parts) -> Wrong | None:
    items = json_items(parts.value)
    if items is None or all(isinstance(item, str) for item in items):
        return None
    return Wrong(
        message="when using JSON array syntax, arrays must be comprised of strings only",
        hint='Put every item in double quotes, for instance ["sleep", "5"].',
        word="[",
    )


def _health_strings(parts: Parts) -> Wrong | None:
    _, command = split_keyword(parts.value)
    return _strings_only(Parts(keyword=parts.keyword, value=command, escape=parts.escape))


def _some_items(parts: Parts) -> Wrong | None:
    if json_items(parts.value) != ():
        return None
    message = f"{parts.keyword} requires at least one argument"
    return Wrong(message=message, hint="Put something into the list, or remove the line.")


def _json_form(parts: Parts) -> Wrong | None:
    if json_items(parts.value) is not None:
        return None
    message = f"{parts.keyword} requires the arguments to be in JSON form"
    return Wrong(message=message, hint='Write a list, for instance: SHELL ["/bin/bash", "-c"]')


def _health_type(parts: Parts) -> Wrong | None:
    word, command = split_keyword(parts.value)
    match word.upper(), bool(command):
        case ("CMD", True) | ("NONE", False):
            return None
        case "CMD", False:
            message = "Missing command after HEALTHCHECK CMD"
        case "NONE", True:
            message = "HEALTHCHECK NONE takes no arguments"
        case _:
            message = f'Unknown type "{visible(word)}" in HEALTHCHECK'
    hint = "Write HEALTHCHECK CMD command, with its flags before CMD, or HEALTHCHECK NONE."
    return Wrong(message=message, hint=hint, word=word)


def _arg_names(parts: Parts) -> Wrong | None:
    for word in pair_words(parts.value, parts.escape):
        if word.startswith("="):
            return Wrong(
                message="ARG names can not be blank", hint="Write ARG name=value.", word=word
            )
    return None


def _two_paths(parts: Parts) -> Wrong | None:
    items = json_items(parts.value)
    count = len(words_of(parts.value) if items is None else items)
    if count >= _LEAST_PATHS:
        return None
    return Wrong(
        message=f"{parts.keyword} requires at least two arguments, a source and a destination",
        hint=f"Name where the files go, for instance: {parts.keyword} {parts.value or 'file'} ./",
    )


def _pairs(parts: Parts) -> Wrong | None:
    words = pair_words(parts.value, parts.escape)
    if not words:
        return None
    example = f"for instance: {parts.keyword} {visible(words[0])}=value"
    if "=" not in words[0]:
        if len(WORD_GAP.split(parts.value, maxsplit=1)) > 1:
            return None
        message = f"{parts.keyword} must have two arguments, a name and a value"
        return Wrong(message=message, hint=f"Write name=value, {example}", word=words[0])
    for word in words:
        name, sign, _ = word.partition("=")
        if not sign:
            message = f'there is no = in "{visible(word)}"; {parts.keyword} takes name=value pairs'
            hint = "Put a value with blanks in double quotes, or remove the blanks around the =."
            return Wrong(message=message, hint=hint, word=word)
        if not name:
            message = f"{parts.keyword} names cannot be blank"
            return Wrong(message=message, hint="Write name=value without blanks.", word=word)
    return None


def _from_words(parts: Parts) -> Wrong | None:
    words = words_of(parts.value)
    if len(words) == 1:
        return None
    if len(words) != _NAMED_FROM or words[1].lower() != "as":
        hint = "Write FROM image or FROM image AS name; a comment needs a line of its own."
        return Wrong(message="FROM requires either one or three arguments", hint=hint)
    if _STAGE_NAME.match(words[2].lower()):
        return None
    return Wrong(
        message=f'invalid name for build stage: "{visible(words[2])}"',
        hint="A stage name begins with a letter; then come letters, digits, - _ and . only.",
        word=words[2],
    )


def _trigger(parts: Parts) -> Wrong | None:
    keyword, rest = split_keyword(parts.value)
    keyword = keyword.upper()
    if keyword in {"ONBUILD", "FROM", "MAINTAINER"}:
        message = f"{keyword} is not allowed as an ONBUILD trigger"
        return Wrong(message=message, hint="Put the instruction on a line of its own.")
    inner = Parts(keyword=keyword, value=split_flags(rest)[1], escape=parts.escape)
    return next(filter(None, (rule(inner) for rule in _READING.get(keyword, ()))), None)


_READING: Final = MappingProxyType[str, tuple[Rule, ...]](
    {
        "ADD": (_strings_only,),
        "CMD": (_strings_only,),
        "COPY": (_strings_only,),
        "ENTRYPOINT": (_strings_only,),
        "ENV": (_pairs,),
        "HEALTHCHECK": (_health_strings,),
        "LABEL": (_pairs,),
        "RUN": (_strings_only,),
        "SHELL": (_strings_only,),
        "VOLUME": (_strings_only,),
    }
)

RULES: Final = MappingProxyType[str, tuple[Rule, ...]](
    {
        "ADD": (_strings_only, _two_paths),
        "ARG": (_needs_value, _arg_names),
        "CMD": (_strings_only,),
        "COPY": (_strings_only, _two_paths),
        "ENTRYPOINT": (_strings_only,),
        "ENV": (_needs_value, _pairs),
        "EXPOSE": (_needs_value,),
        "FROM": (_from_words,),
        "HEALTHCHECK": (_needs_value, _health_strings, _health_type),
        "LABEL": (_needs_value, _pairs),
        "MAINTAINER": (_needs_value,),
        "ONBUILD": (_needs_value, _trigger),
        "RUN": (_strings_only,),
        "SHELL": (_needs_value, _strings_only, _json_form, _some_items),
        "STOPSIGNAL": (_needs_value,),
        "USER": (_needs_value,),
        "VOLUME": (_needs_value, _strings_only, _some_items),
        "WORKDIR": (_needs_value,),
    }
)


def judge(parts: Parts) -> Wrong | None:
    """Give the first thing wrong with an instruction, or None."""
    return next(filter(None, (rule(parts) for rule in RULES.get(parts.keyword, ()))), None)
