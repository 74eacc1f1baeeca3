"""The ready-made questions: how each is asked for on the command line, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSpec:
    """One question: its option without the two hyphens, what follows it, and one line of help."""

    option: str
    metavar: str
    help: str

    @property
    def name(self) -> str:
        """Give the name of its value in Python."""
        return self.option.replace("-", "_")


QUESTIONS: Final = (
    QuestionSpec(
        option="path-is",
        metavar="PATH CONDITION",
        help="Good while PATH is: exists, absent, changed, sha256=HEX, mode=OCTAL,"
        " owner=USER[:GROUP]; several joined by commas must all hold.",
    ),
    QuestionSpec(
        option="size-over",
        metavar="SIZE",
        help="Good while the image is no larger than SIZE, as 300MB or 1.5GiB.",
    ),
    QuestionSpec(
        option="env",
        metavar="NAME[=VALUE]",
        help="Good while the variable is set (to VALUE).",
    ),
    QuestionSpec(
        option="package",
        metavar="[apt:|apk:|rpm:|pip:|npm:]NAME[=VERSION]",
        help="Good while the package is installed (in that version, or one that begins with it).",
    ),
    QuestionSpec(
        option="port",
        metavar="N",
        help="Good while port N answers once the image's command, or that of --runs, is started.",
    ),
    QuestionSpec(
        option="runs",
        metavar="'PROGRAM [WORD…]'",
        help="Good while the program starts, and ends well or goes on running.",
    ),
    QuestionSpec(
        option="layers-diff",
        metavar="IMAGE",
        help="Good while the layers are those of IMAGE.",
    ),
)


def ready_made() -> tuple[str, ...]:
    """Give the names of all ready-made questions, as Python has them."""
    return tuple(spec.name for spec in QUESTIONS)
