"""The text by which an image's history names an instruction, whichever builder wrote it.

Read off the histories of Docker 20.10 and 28.5, of both builders.
"""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.questions.words import one_line

_LONGEST: Final = 100
_NOP: Final = "#(nop)"
_END: Final = " # buildkit"
_KEYWORDS: Final = (
    *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL"),
    *("MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
)
_ARGS: Final = re.compile(r"\|\d+ (?:.*?(?=/bin/sh -c )|(?:[^\s=]+=\S* )*)", re.DOTALL)
_SHELL: Final = re.compile(r"RUN (?:/bin/)?(?:sh|bash|ash) (?:-\S+ |pipefail )*?-\w*c ")
# The legacy builder names what it copied by a sum of its contents, BuildKit by its path.
_SUMMED: Final = re.compile(r"(ADD|COPY) (?:dir|file|multi):[0-9a-f]+ in (.*)", re.DOTALL)
_PORTS: Final = re.compile(r"\d[\d-]*(?:/\w+)?")
_LISTED: Final = re.compile(r"\[(.*)\]", re.DOTALL)


def normal(created_by: str) -> str:
    """Give the instruction in one way of writing; build args of a RUN belong to it."""
    text = created_by.removesuffix(_END).strip()
    if _NOP in text:
        text = text.partition(_NOP)[2].strip()
    elif text and text.split(None, 1)[0] not in _KEYWORDS:
        text = f"RUN {text}"
    keyword, _, rest = text.partition(" ")
    if keyword == "EXPOSE":
        ports = sorted(port.removesuffix("/tcp") for port in _PORTS.findall(rest))
        return " ".join((keyword, *ports))
    listed = _LISTED.search(rest)
    if keyword == "HEALTHCHECK" and listed:
        return f"{keyword} {listed[1].replace(chr(34), '')}"
    return text


def alike(one: str, other: str) -> bool:
    """Tell whether two texts of a history are those of one instruction.

    Of a COPY or ADD that two builders made only where it copies to can be compared.
    """
    first, second = normal(one), normal(other)
    if first == second:
        return True
    summed, named = _SUMMED.fullmatch(first), second
    if summed is None:
        summed, named = _SUMMED.fullmatch(second), first
    if summed is None or _SUMMED.fullmatch(named):
        return False
    return named.startswith(f"{summed[1]} ") and named.split()[-1] == summed[2].strip()


def instruction(created_by: str) -> str:
    """Write it for people: on one line, cut, and without values of build args."""
    text = _SHELL.sub("RUN ", _ARGS.sub("", normal(created_by), count=1))
    text = one_line(" ".join(text.split())) or "a layer without a name"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 2]} …"
