"""What the prompt remembers between two words: break points, and where the listing goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TypeAlias

from bisectbuild.debugger.breaks import Breaks
from bisectbuild.dockerfile.place import Place
from bisectbuild.tty.paint import Paint

# Takes one line for the person.
Out: TypeAlias = Callable[[str], None]


class Then(Enum):
    """What follows a word: the prompt again, or the end."""

    STAY = auto()
    LEAVE = auto()


@dataclass(slots=True, kw_only=True)
class State:
    """`ask` puts a question and tells whether the answer was yes. `listed` is where `list` goes on.

    `listed_at` is where the person stood then: elsewhere the listing begins anew. `last` is the
    last line typed. `job` sends words to the CI job that waits for this shell, and gives its
    answer; None where there is none.
    """

    paint: Paint
    ask: Callable[[str], bool]
    breaks: Breaks = field(default_factory=Breaks)
    listed: int = 0
    listed_at: Place | None = None
    last: str = ""
    job: Callable[[tuple[str, ...]], str] | None = None
