"""The words of a bisection as its record keeps them: without the values of secrets."""

from __future__ import annotations

from bisectbuild.redact.text import redact, redact_command, redact_flag
from bisectbuild.redact.words import redact_words

_VALUED = frozenset({"--build-arg", "--secret"})


def stored(args: list[str], secrets: tuple[str, ...]) -> tuple[str, ...]:
    """Give the words that begin the same search again.

    A secret build arg has no value in them, so it is taken from the environment; any other
    secret has to be typed again.
    """
    out: list[str] = []
    at = args.index("--") if "--" in args else len(args)
    rest = [word for word in args[:at] if word != "--resume"]
    while rest:
        word = rest.pop(0)
        if word in _VALUED and rest:
            word = f"{word}={rest.pop(0)}"
        out.append(redact_command(redact_flag(word), secrets))
    test = redact_words(tuple(args[at:]))
    return (*out, *(redact(word, secrets) for word in test))


def with_flags(args: tuple[str, ...], *flags: str) -> tuple[str, ...]:
    """Give the words with flags that hold in place of earlier ones."""
    at = args.index("--") if "--" in args else len(args)
    return (*args[:at], *flags, *args[at:])
