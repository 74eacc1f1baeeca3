"""A person's own command as a question: words as they are, a text for a shell, or the build."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import Final

from bisectbuild.errors import UsageError
from bisectbuild.questions.question import Question
from bisectbuild.questions.words import typed
from bisectbuild.redact.text import redact_command
from bisectbuild.redact.words import redact_words

# What a shell would read otherwise than as a part of a word.
_SIGNS: Final = re.compile(r"[\s;&|<>()$`\\\"'*?\[\]{}#~!]")


def command(words: Sequence[str]) -> Question:
    """Ask by a command: one word with blanks or a shell's signs is a text for a shell.

    Several words, or a plain one, are started as they are; the title has no secret of theirs.
    Raises UsageError where there is none.
    """
    if not words or not words[0].strip():
        raise UsageError("There is no command to run.", hint="bisectbuild bisect -- CMD…")
    _check(words)
    if len(words) == 1 and _SIGNS.search(words[0]):
        return Question(title=_line(redact_command(words[0], ())), text=words[0])
    return Question(title=_line(shlex.join(redact_words(tuple(words)))), argv=tuple(words))


def host_command(text: str) -> Question:
    """Ask by a command for this machine's shell. Raises UsageError for an empty one."""
    if not text.strip():
        raise UsageError("There is no command to run here.", hint="--host-cmd CMD")
    _check((text,))
    return Question(title=typed("--host-cmd", redact_command(text, ())), host=text)


def build_question() -> Question:
    """Ask nothing of a layer: it is good where the build gets so far."""
    return Question(title="whether it builds")


def _check(words: Sequence[str]) -> None:
    if any("\0" in word for word in words):
        raise UsageError("A command cannot hold a NUL byte.", hint="bisectbuild bisect -- CMD…")


def _line(text: str) -> str:
    return typed(" ".join(text.split())) if "\n" in text.strip() else typed(text.strip())
