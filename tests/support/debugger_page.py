"""The reference page of the debugger's words, made from their records."""

from __future__ import annotations

from pathlib import Path

from bisectbuild.debugger.words import WORDS
from bisectbuild.debugger.words.word import Word

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "debugger.md"
_HEAD = """\
# The debugger

<!-- Made by python -m tests.support.debugger_page from the words' own records. -->

`bisectbuild debug --prompt` opens the debugger where the build failed.
It also comes when the shell ends.
You always stand at a place: an instruction and one side of it.
*Before* an instruction is the file system that it starts from, *after* it what it left.
After a `RUN` that failed is what it left half done.

A place is written as:

| place | where |
|---|---|
| `12` | before the instruction on line 12 |
| `12:after` | after it |
| `build` | at the end of the stage build |
| `build:3` | before the third instruction of that stage |
| `final` | at the end of the target |

Each word below can be cut short as long as it stays the only one that begins so.
An empty line repeats `step`, `next`, `back` and `list`.
Ctrl-C ends what is being done and comes back to the prompt.
Ctrl-Z suspends; `quit` and Ctrl-D leave.

The keys F1, F2, F5, F10 and F11 type `help`, `shell`, `continue`, `next` and `step`.
TAB completes words, lines, stages, instructions, build args and paths.
Lines that were typed are kept in `bisectbuild/history` below `$XDG_STATE_HOME`.
That is `~/.local/state` where it is not set; lines that hold a secret are not kept.
Without a terminal the lines are read from standard input.
`BISECTBUILD_PROMPT` sets another prompt.

| word | short | what it does |
|---|---|---|
"""


def page() -> str:
    """Give the whole page."""
    rows = (
        f"| [`{word.name}`](#{word.name}) | {_aliases(word)} | {word.summary} |\n" for word in WORDS
    )
    return _HEAD + "".join(rows) + "".join(map(_part, WORDS))


def _aliases(word: Word) -> str:
    return ", ".join(f"`{name}`" for name in word.aliases)


def _part(word: Word) -> str:
    lines = word.help.replace(". ", ".\n")
    also = f"\nAlso: {_aliases(word)}.\n" if word.aliases else ""
    return f"\n## {word.name}\n\n```\n{word.usage}\n```\n\n{lines}\n{also}"


if __name__ == "__main__":
    PAGE.write_text(page())
