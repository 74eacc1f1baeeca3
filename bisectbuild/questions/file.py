"""Questions about one path of a layer: that it is there, what it is, that it is as it was."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from typing import Final

from bisectbuild.errors import UsageError
from bisectbuild.questions import filescript as shell
from bisectbuild.questions.question import Question
from bisectbuild.questions.words import SAY, quoted, typed

_CHANGED: Final = "changed"
_HINT: Final = (
    "Conditions are exists, absent, changed, sha256=HEX, mode=OCTAL and owner=USER[:GROUP];"
    " several are joined by commas: --path-is /etc/app.conf mode=644,owner=root"
)
_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}\Z")
_MODE: Final = re.compile(r"[0-7]{1,5}\Z")
_OWNER: Final = re.compile(r"([^:\s]*)(?::([^:\s]+))?\Z")
_REFERENCE: Final = re.compile(r"(?s)(.*) \(([0-9a-f]{16})\)\s*\Z")
_HIGHEST_MODE: Final = 0o7777


def file(path: str, conditions: str | Sequence[str]) -> Question:
    """Ask whether all conditions hold for a path; a relative one begins in the layer's directory.

    A link is followed, but by `absent`, for which a link that leads nowhere is there. What the
    layer's user may not see or read cannot be tested. Raises UsageError for conditions that there
    are not, and for `changed`, which takes what `observe` printed before: see `changed`.
    """
    words = parse_conditions(conditions)
    if _CHANGED in words:
        raise UsageError(f"Nothing is known yet that {path} could differ from.", hint=_HINT)
    return Question(title=_title(path, words), script=_head(path) + _conditions(words))


def observe(path: str) -> Question:
    """Ask for one line that tells what a path is, to be given to `changed`: good, or a skip.

    It tells the kind, mode, owner, size and contents; of a link also where it leads.
    """
    script = _head(path) + shell.SUM + shell.FINGERPRINT + shell.OBSERVE
    return Question(title=typed("what is", path), script=script)


def changed(path: str, reference: str, conditions: str | Sequence[str] = _CHANGED) -> Question:
    """Ask whether a path is still what the line `reference` of `observe` tells.

    Further conditions must hold as well. Raises UsageError for a line that `observe` never wrote.
    """
    words = parse_conditions(conditions)
    found = _REFERENCE.match(reference)
    if not found:
        raise UsageError(
            f"What {path} was cannot be read from {reference!r}.",
            hint="Compare with a point at which it can be seen: --good LINE",
        )
    rest = tuple(word for word in words if word != _CHANGED)
    ask = f"before={quoted(found[1], 'The first state')}\nfirst={found[2]}\n"
    ask += shell.SUM + shell.FINGERPRINT
    if rest:
        ask += f'[ "$mark" = "$first" ] || bad "$name was: $before; is: $seen"\n{_conditions(rest)}'
    else:
        ask += shell.CHANGED
    return Question(title=_title(path, words), script=_head(path) + ask)


def is_of_change(conditions: str | Sequence[str]) -> bool:
    """Tell whether the conditions ask for a comparison. Raises UsageError for unknown ones."""
    return _CHANGED in parse_conditions(conditions)


def parse_conditions(conditions: str | Sequence[str]) -> tuple[str, ...]:
    """Give each condition once; in a text, commas and blanks part them. Raises UsageError."""
    joined = conditions if isinstance(conditions, str) else ",".join(conditions)
    words = tuple(dict.fromkeys(re.split(r"[,\s]+", joined.strip(", \t\n"))))
    for word in words:
        if word not in {"exists", "absent", _CHANGED}:
            _part(word)
    if "absent" in words and len(words) > 1:
        raise UsageError("What is absent has no other property.", hint=_HINT)
    return words


def _title(path: str, words: tuple[str, ...]) -> str:
    return typed("--file", path, *words)


def _head(path: str) -> str:
    """Give what every script begins with; no path can be taken for an option."""
    name = quoted(path, "A path")
    opened = path if path.startswith("/") else f"./{path}"
    return f"{SAY}name={name}\npath={shlex.quote(opened)}\nseen= wrong=\n{shell.LOOK}"


def _conditions(words: tuple[str, ...]) -> str:
    if "absent" in words:
        return shell.ABSENT
    parts = [shell.EXISTS if word == "exists" else _part(word) for word in words]
    return "".join((shell.SUM, shell.OWNERS, *parts, shell.ALL))


def _part(word: str) -> str:
    name, _, value = word.partition("=")
    make = _PARTS.get(name)
    if make is None or not value:
        raise UsageError(f"{word!r} is no condition of a file.", hint=_HINT)
    return make(value)


def _sha256(value: str) -> str:
    if not _SHA256.match(value):
        raise UsageError(f"{value!r} is no sha256, which has 64 hex digits.", hint=_HINT)
    return f"wanted={value.lower()}\n{shell.SHA256}"


def _mode(value: str) -> str:
    if not _MODE.match(value) or int(value, 8) > _HIGHEST_MODE:
        raise UsageError(f"{value!r} is no mode, such as 755 or 4755.", hint=_HINT)
    return f"wanted={int(value, 8):o}\n{shell.MODE}"


def _owner(value: str) -> str:
    found = _OWNER.match(value)
    if not found or "\0" in value:
        raise UsageError(f"{value!r} is no owner, such as app, app:app or 1000:1000.", hint=_HINT)
    parts = (
        (found[1], "%u", "owner", "/etc/passwd"),
        (found[2], "%g", "group", "/etc/group"),
    )
    return "".join(
        f"wanted={shlex.quote(wanted)} form={form} word={word} table={table}\n{shell.OWNER}"
        for wanted, form, word, table in parts
        if wanted
    )


_PARTS: Final[dict[str, Callable[[str], str]]] = {
    "sha256": _sha256,
    "mode": _mode,
    "owner": _owner,
}
