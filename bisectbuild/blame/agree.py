"""Whether a command agrees with the cause that a rule names: literals of it stand in one alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bisectbuild.blame.named import DOUBTED, Named
from bisectbuild.blame.weigh import Weighed
from bisectbuild.blame.words import unlikely_to_fail
from bisectbuild.script.parts import Tree

# Surer than this, a finding is not doubted; and how sure one is that the cause alone names.
_SURE: Final = 0.8
_POINTED: Final = 0.75
# A command this much less likely than the likeliest has the exit code or the output against it.
_NEAR: Final = 0.1
_WORD: Final = re.compile(r"[^\s'\"`(),;<>|&]+")
_JOINT: Final = re.compile(r"[=@~!:]+")
_SPECIAL: Final = re.compile(r"(?=.{5})[\w+][\w.+-]*(?:\d|[.-]\w)[\w.+-]*\Z")
_EVERYWHERE: Final = frozenset({"x86_64", "amd64", "arm64", "aarch64", "python2", "python3"})


def agreed(named: Named, weighed: Sequence[Weighed], text: bytes, cause: str) -> Named:
    """Give the command that alone holds a literal of the cause, where the named one holds none.

    Where several others hold one, the named one is doubted.
    """
    if not cause or named.confidence >= _SURE:
        return named
    least = _NEAR * weighed[0].share
    rivals = [one.tree for one in weighed if one.share >= least and not unlikely_to_fail(one.tree)]
    held = [tree for tree in (named.tree, *rivals) if _agrees(_text(tree, text), cause)]
    if not held or named.tree in held:
        return named
    if len(held) > 1:
        return replace(named, confidence=min(named.confidence, DOUBTED))
    why = "Of all commands of this RUN it alone holds what the cause names."
    return Named(tree=held[0], confidence=_POINTED, why=why)


def _text(tree: Tree, text: bytes) -> str:
    return text[tree.start : tree.end].decode("utf-8", "replace")


def _agrees(command: str, cause: str) -> bool:
    if not set(_special(command)).isdisjoint(_special(cause)):
        return True
    urls = tuple(_urls(cause))
    return any(_is_same(url, other) for url in _urls(command) for other in urls)


def _special(text: str) -> Iterator[str]:
    """Give the words that hardly stand there by chance: files, versions, `apt-key`.

    A folder is none of them: many files lie there, and many commands work in it.
    """
    for word in _WORD.findall(text):
        if "://" in word or word.startswith("-"):
            continue
        for part in _JOINT.split(word.rstrip(".:")):
            name = part.rpartition("/")[2]
            if _SPECIAL.match(name) and name not in _EVERYWHERE:
                yield name


def _urls(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        begin = re.search(r"\w+://", word)
        if begin:
            yield word[begin.start() :].rstrip(".:/")


def _is_same(written: str, told: str) -> bool:
    """Tell whether a URL is the one that is told; of values in it, what stands before must do."""
    head, hole, _ = written.partition("$")
    if not hole:
        return written == told
    path = head.partition("://")[2].partition("/")[2]
    return bool(path) and told.startswith(head)
