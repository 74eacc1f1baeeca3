"""Base images to try: how a person lists them, and what each makes of a reference."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from bisectbuild.errors import UsageError
from bisectbuild.tty.text import one_line

# The grammar of github.com/distribution/reference, of which a FROM reads nothing as a sign.
_TAG: Final = re.compile(r"\w[\w.-]{0,127}\Z", re.ASCII)
_DIGEST: Final = re.compile(r"[A-Za-z][A-Za-z0-9+._-]*:[0-9a-fA-F]{32,}\Z")
_WHOLE: Final = re.compile(
    r"[A-Za-z0-9][\w.:/-]*(?:@[A-Za-z][\w+.-]*:[0-9a-fA-F]{32,})?\Z", re.ASCII
)
_FEWEST: Final = 2
_SHOWN: Final = 60
_HINT: Final = "For instance: --axis base 3.18,3.19,3.20"


def read_references(text: str) -> tuple[str, ...]:
    """Read `TAG,TAG`, `IMAGE:TAG,IMAGE:TAG`, digests among them, or `@FILE` with one on each line.

    Blank lines of a file and those that begin with `#` do not count. A word without `:` and `/`
    is a tag. Raises UsageError for a file that cannot be read, a word that is neither tag nor
    digest nor reference, one given twice, and for fewer than two.
    """
    words = _from_file(text[1:]) if _is_file(text) else [word.strip() for word in text.split(",")]
    found = tuple(word.lstrip(":@") for word in words)
    for word, given in zip(found, words, strict=True):
        if not (_TAG.match(word) or _WHOLE.match(word)):
            shown = one_line(given, _SHOWN) or "An empty word"
            raise UsageError(f"{shown} is no tag, digest or image of a base.", hint=_HINT)
    twice = next((word for word in found if found.count(word) > 1), None)
    if twice is not None:
        raise UsageError(f"The base {twice} is given twice.", hint="Give each base once.")
    if len(found) < _FEWEST:
        raise UsageError("A search needs two bases or more.", hint=_HINT)
    return found


def is_whole(word: str) -> bool:
    """Tell whether a word names an image, not only a tag or a digest of one."""
    return not _TAG.match(word) and not _DIGEST.match(word)


def repository(reference: str) -> str:
    """Give a reference without its tag and its digest; a port is none of them."""
    plain = reference.partition("@")[0]
    folder, slash, last = plain.rpartition("/")
    return f"{folder}{slash}{last.partition(':')[0]}"


def tried(word: str, reference: str) -> str:
    """Give the reference that a word makes of another one: a tag and a digest keep its image."""
    if is_whole(word):
        return word
    return f"{repository(reference)}{'@' if _DIGEST.match(word) else ':'}{word}"


def _is_file(text: str) -> bool:
    return text.startswith("@") and not _DIGEST.match(text[1:].partition(",")[0])


def _from_file(name: str) -> list[str]:
    try:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it is no text"
        raise UsageError(
            f"The list of bases {one_line(name, _SHOWN)} cannot be read: {why}.",
            hint="Write one tag, digest or image on each line.",
        ) from None
    stripped = map(str.strip, lines)
    return [line for line in stripped if line and not line.startswith("#")]
