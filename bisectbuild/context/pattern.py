"""One pattern of a .dockerignore file: what it matches, as moby/patternmatcher has it."""

from __future__ import annotations

import posixpath
import re
import warnings
from dataclasses import dataclass, field

from bisectbuild.errors import UnreadableError

_PARTS = re.compile(r"\*\*/?|\\.|.", re.DOTALL)
_WILD = re.compile(r"[*?\[\]\\]")
# Not `{|}`: moby's table of characters to escape is too short for them.
_ESCAPED = frozenset(".+()$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line that holds a pattern. `text` is it cleaned, with its `!`; `line` is 1-based."""

    line: int
    text: str
    regex: re.Pattern[str] = field(compare=False, repr=False)

    @property
    def exception(self) -> bool:
        """Whether the pattern takes back what earlier ones ignored."""
        return self.text.startswith("!")

    @property
    def pattern(self) -> str:
        """The pattern without its `!`."""
        return self.text.removeprefix("!")

    def matches(self, path: str) -> bool:
        """Tell whether the pattern matches this very path, its parents left aside."""
        return self.regex.search(path) is not None

    def matches_parent(self, path: str) -> bool:
        """Tell whether the pattern matches the one parent that has as many parts as it has.

        moby's pkg/fileutils looked at no other, up to Docker 20.10.
        """
        parents = path.split("/")[:-1]
        depth = self.pattern.count("/") + 1
        return depth <= len(parents) and self.matches("/".join(parents[:depth]))


def make_rule(line: int, text: str) -> Rule:
    """Make a rule from a cleaned pattern; raises UnreadableError where the client refuses it.

    Rules of moby/patternmatcher v0.5.0 (`New`, `Pattern.compile`), oddities included.
    """
    pattern = text.removeprefix("!")
    try:
        _check(pattern)
        regex = _compile(pattern)
    except (ValueError, re.error) as error:
        raise UnreadableError(
            f"Line {line} of the .dockerignore file is no valid pattern: {text}",
            hint="Mend or remove that line; docker build refuses it as well.",
        ) from error
    return Rule(line=line, text=text, regex=regex)


def clean(pattern: str) -> str:
    """Shorten a path as Go's filepath.Clean does."""
    cleaned = posixpath.normpath(pattern)
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def _compile(pattern: str) -> re.Pattern[str]:
    """Turn a pattern into an expression that matches whole paths."""
    if plain := _plain(pattern):
        return re.compile(rf"\A(?:{plain})\Z", re.DOTALL)
    parts = [_part(match, len(pattern)) for match in _PARTS.finditer(pattern)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # Go's expressions have no nested sets.
        return re.compile(f"^{''.join(parts)}\\Z", re.ASCII)


def _plain(pattern: str) -> str:
    """Give the expression for a pattern without wildcards but one `**` at an end, else "".

    Only here is `**x` any path that ends in x; with a further wildcard x begins at a slash.
    """
    if pattern.startswith("**") and not _WILD.search(pattern[2:]):
        rest = re.escape(pattern[2:])
        return f".*{rest}|{rest.removeprefix('/')}"
    head = pattern.removesuffix("**")
    if _WILD.search(head):
        return ""
    return re.escape(head) + (".*" if head != pattern else "")


def _part(match: re.Match[str], end: int) -> str:
    """Give the expression for a character, an escape or a wildcard."""
    text = match.group()
    if text.startswith("**"):
        return "(?s:.*)" if match.end() == end else "(?:(?s:.*)/)?"
    if text == "*":
        return "[^/]*"
    if text == "?":
        return "[^/]"
    return f"\\{text}" if text in _ESCAPED else text


def _check(pattern: str) -> None:
    """Raise ValueError for what Go's filepath.Match calls a bad pattern."""
    if not pattern:
        raise ValueError(pattern)
    at = 0
    while at < len(pattern):
        if pattern[at] == "[":
            at = _class_end(pattern, at)
        else:
            at += 1 + (pattern[at] == "\\")
    if at > len(pattern):
        raise ValueError(pattern)


def _class_end(pattern: str, at: int) -> int:
    """Give the place after a `[...]` class."""
    at += 1 + pattern.startswith("^", at + 1)
    start = at
    while at == start or not pattern.startswith("]", at):
        at = _class_char_end(pattern, at)
        if pattern.startswith("-", at):
            at = _class_char_end(pattern, at + 1)
    return at + 1


def _class_char_end(pattern: str, at: int) -> int:
    """Give the place after one character of a class, which must not be its last."""
    if pattern.startswith(("-", "]"), at):
        raise ValueError(pattern)
    at += 1 + pattern.startswith("\\", at)
    if at >= len(pattern):
        raise ValueError(pattern)
    return at
