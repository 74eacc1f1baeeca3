"""Whether a step that the builder shows can be a given instruction, judged by their texts.

Texts only confirm what the numbers say: the builder prints variables expanded, and the same
instruction may stand in a file twice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bisectbuild.dockerfile.model import Instruction

# Names, `${…}` forms and special parameters: processDollar in frontend/dockerfile/shell/lex.go.
_VARIABLE = re.compile(r"\$(?:\{[^}]*\}|[A-Za-z_]\w*|[0-9@*#?\-$!])")
# Quotes and escapes are kept by some versions of the lexer and dropped by others.
_START = 40
_NOISE = re.compile(r"[\s\\\"'`]+")


def is_like(instruction: Instruction, text: str) -> bool:
    """Tell whether `text`, variables expanded, can be this instruction's."""
    keyword, _, shown = text.partition(" ")
    if keyword.upper() != instruction.keyword:
        return False
    if instruction.heredocs:
        # Shown as `RUN <<EOF (first line...)`, in wordings that changed.
        return "<<" in shown
    _, _, written = instruction.text.partition(" ")
    return fits(written, shown)


def is_unlike(instruction: Instruction, text: str) -> bool:
    """Tell whether `text` can hardly be this instruction's: it differs from the start.

    A step whose text only differs further on may still be it (a masked or cut log).
    """
    keyword, _, shown = text.partition(" ")
    if keyword.upper() != instruction.keyword:
        return True
    if instruction.heredocs:
        return "<<" not in shown
    _, _, written = instruction.text.partition(" ")
    start = _NOISE.sub("", _VARIABLE.split(written)[0])[:_START]
    return not _NOISE.sub("", shown).startswith(start)


def fits(written: str, shown: str) -> bool:
    """Tell whether `shown` is `written` with each variable replaced by anything."""
    pieces = [_NOISE.sub("", piece) for piece in _VARIABLE.split(written)]
    rest = _NOISE.sub("", shown)
    first, *others = pieces
    if not rest.startswith(first):
        return False
    if not others:
        return rest == first
    rest = rest[len(first) :]
    *middle, last = others
    for piece in middle:
        _before, found, rest = rest.partition(piece) if piece else ("", "", rest)
        if piece and not found:
            return False
    return rest.endswith(last)


def is_image(written: str, shown: str) -> bool:
    """Tell whether a base as written is the image that the builder names.

    `shown` is a full reference, `docker.io/library/ruby:2.3.8@sha256:…`; what a written one
    leaves out is filled in as the registry client does (distribution/reference).
    """
    shown = shown.partition("@")[0]
    written = written.partition("@")[0]
    tagged = ":" in written.rpartition("/")[2] or written.endswith("}") or "$" in written
    names = [written] if tagged else [f"{written}:latest", written]
    return any(fits(f"{start}{name}", shown) for name in names for start in _STARTS)


_STARTS = ("", "docker.io/", "docker.io/library/")
