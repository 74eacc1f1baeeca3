"""The text that a command hands to another shell: `bash -c '…'`, `<<EOF bash`, `su -c '…'`."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.blame.settings import Settings
from bisectbuild.blame.source import Source
from bisectbuild.blame.words import is_shell, plain, program
from bisectbuild.script.parts import Tree

_WITH_TEXT: Final = re.compile(r"-[A-Za-z]*c\Z")
_OTHERS: Final = frozenset({"su", "runuser"})
_ESCAPED: Final = re.compile(rb'\\([\\"$`])|(\\\n)')


def inner_source(source: Source, tree: Tree) -> Source | None:
    """Find such a text; None where a command hands on none that can be read."""
    words = plain(tree)
    shell = next((n for n, word in enumerate(words) if _takes_text(word)), None)
    if shell is None:
        return None
    settings = Settings().after(words[shell + 1 :])
    at = next((n for n, word in enumerate(words) if n > shell and _WITH_TEXT.match(word)), None)
    if at is not None and at + 1 < len(words):
        return _quoted(source, tree, words[at + 1], settings)
    if tree.heredocs and is_shell(program(tree)):
        heredoc = tree.heredocs[-1]
        places = tuple(range(heredoc.body, heredoc.body_end))
        return source.within(places, settings) if places else None
    return None


def _takes_text(word: str) -> bool:
    return is_shell(word) or word.rpartition("/")[2] in _OTHERS


def _quoted(source: Source, tree: Tree, word: str, settings: Settings) -> Source | None:
    if tree.command is None or word[:1] not in {"'", '"'} or word[-1:] != word[:1]:
        return None
    raw = word.encode(errors="surrogateescape")
    token = next(token for token in tree.command.tokens if token.text == raw)
    first, last = token.start + 1, token.end - 1
    if word[0] == "'":
        return source.within(tuple(range(first, last)), settings) if first < last else None
    places: list[int] = []
    at = first
    while at < last:
        found = _ESCAPED.match(source.text, at)
        places += [found.start(1)] if found and found[1] else [] if found else [at]
        at = found.end() if found else at + 1
    return source.within(tuple(places), settings) if places else None
