"""The builder's own message, without the command line that it quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rule import Proof
from bisectbuild.diagnose.signature import Signature

# The words of a RUN are no words of the builder, though its message repeats them.
_QUOTED: Final = re.compile(
    r'process "(?:[^"\\]|\\.)*" did not complete|executor failed running \[.*\]'
    r"|The command '.*' returned",
    re.DOTALL,
)
_LONGEST: Final = 400
_MOST_READ: Final = 200_000
_MOST_SEARCHED: Final = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a signature found in a message, and the line of it as evidence."""

    match: re.Match[str]
    because: tuple[Proof, ...]

    def __getitem__(self, group: str) -> str:
        """Give a group of the pattern, "" where it has none of that name or it took no part."""
        return self.match.groupdict().get(group) or ""


def said(case: Case) -> str:
    """Give the builder's message without the command line in it; of a very long one, both ends."""
    return _cleaned(case.message)


@lru_cache(maxsize=2)
def _cleaned(message: str) -> str:
    """Take the command line out once for all rules, and keep the patterns' work in bounds."""
    text = _QUOTED.sub("", _ends(message, _MOST_READ))
    return _ends(text, _MOST_SEARCHED)


def _ends(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most // 2]}\n{text[-most // 2 :]}"


def hear(case: Case, *signatures: Signature) -> Heard | None:
    """Search the builder's message; the first signature that fits is the answer."""
    text = said(case)
    for signature in signatures:
        if signature.words and not any(word in text for word in signature.words):
            continue
        if match := signature.within(text):
            return Heard(match=match, because=(_line(text, match),))
    return None


def _line(text: str, match: re.Match[str]) -> Proof:
    """Give the lines in which a match stands, shortened around it."""
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    line = " ".join(text[start : end if end >= 0 else len(text)].split())
    return Proof(text=line if len(line) <= _LONGEST else " ".join(match[0].split())[:_LONGEST])
