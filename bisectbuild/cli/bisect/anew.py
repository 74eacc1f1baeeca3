"""What is typed for a search that goes on, joined with the words that it was begun with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bisectbuild.cli.bisect.stored import with_flags
from bisectbuild.errors import UsageError
from bisectbuild.flags import FLAGS
from bisectbuild.questions.registry import ready_made

# What the answers of a test depend on besides the test itself, and the words that they are kept in.
LIMITS: Final = ("timeout", "hang")
TERMS: Final = ("term_good", "term_bad")
# Flags of `docker build` that only say how a build is shown.
_SHOWING: Final = frozenset({"progress", "quiet"})
_PLACE: Final = "\0"


def naming(given: Mapping[str, Any]) -> tuple[str, ...]:
    """Give those of the typed options that say what is built, asked or searched along."""
    build = {spec.name.replace("-", "_") for spec in FLAGS} - _SHOWING
    names = {"file", "axis", "host_cmd", *ready_made(), *build}
    return tuple(name for name in given["said"] if name in names)


def is_whole(words: tuple[str, ...], given: Mapping[str, Any]) -> bool:
    """Tell whether a line names the search itself, and not only how to go on with it.

    Raises UsageError for one that names a build and no test.
    """
    names = naming(given)
    asks = given["test"] or {"axis", "host_cmd", *ready_made()} & set(names)
    if (words or names) and not asks:
        raise UsageError(
            "A build is named here, but not what to test it with.",
            hint="To go on with the words it began with: bisectbuild bisect --resume. Else type"
            " the whole command again, its test too, with --resume.",
        )
    return bool(asks)


def joined(begun: tuple[str, ...], given: Mapping[str, Any], typed: list[str]) -> tuple[str, ...]:
    """Give the words of a search with the options that are typed now: a later one holds.

    `typed` are those options as they were typed. Where they say what the words say already, the
    words stay as they are, so that they do not grow each time.
    """
    from bisectbuild.cli.bisect import read_again  # noqa: PLC0415 - it imports us

    _, before = read_again(begun)
    if all(given[name] == before[name] for name in given["said"] if name != "resume"):
        return begun
    return with_flags(begun, *(word for word in typed if word != "--resume"))


def typed_options(given: Mapping[str, Any], *words: str) -> list[str]:
    """Give what is typed before `--`, without the first positional words."""
    typed = list(given["typed"])
    if "--" in typed:
        del typed[typed.index("--") :]
    for word in words:
        typed = without_word(typed, word)
    return typed


def without_word(typed: list[str], word: str) -> list[str]:
    """Give the words of a command line without its first positional one.

    The same word may also stand there as the value of an option.
    """
    from bisectbuild.cli.bisect import read_again  # noqa: PLC0415 - it imports us

    for at, found in enumerate(typed):
        before, after = typed[:at], typed[at + 1 :]
        if found == word and read_again((*before, _PLACE, *after))[0][:1] == (_PLACE,):
            return before + after
    return typed


def refuse_other(names: tuple[str, ...], now: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Raise UsageError where an option is another than that which the answers were given with."""
    for name in names:
        if now[name] != before[name]:
            was = _said(name, before[name])
            raise UsageError(
                f"This search was begun {was}: its answers hold for that alone.",
                hint=f"To go on with them, go on {was}. Else begin anew:"
                " bisectbuild bisect [DOCKERFILE|DIR] … -- CMD, without --resume",
            )


def refuse_naming(given: Mapping[str, Any], word: str) -> None:
    """Raise UsageError for `run` or `replay` with what only the beginning of a search can say."""
    for name in naming(given):
        raise UsageError(
            f"bisect {word} goes on with what the search was begun with:"
            f" leave out --{name.replace('_', '-')}.",
            hint="Begin again with it: bisectbuild bisect start, or bisectbuild bisect … -- CMD",
        )


def refuse_one_answer(given: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Raise UsageError where one answer of each point would have to do though there are several."""
    if before["repeat"] > 1 and "repeat" in given["said"] and given["repeat"] == 1:
        raise UsageError(
            f"This search was begun with --repeat={before['repeat']}: a point may have answered"
            " both ways.",
            hint="Leave out --repeat, or give a higher one. To begin anew:"
            " bisectbuild bisect [DOCKERFILE|DIR] … -- CMD, without --resume",
        )


def _said(name: str, value: object) -> str:
    option = f"--{name.replace('_', '-')}"
    if value is None:
        return f"without {option}"
    return f"with {option}={value:g}" if isinstance(value, float) else f"with {option}={value}"
