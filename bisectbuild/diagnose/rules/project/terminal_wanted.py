"""A program asked a question or wanted a terminal."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?P<text>EOFError: EOF when reading a line"
    r"|the input device is not a TTY.*"
    r"|[Pp]rompts can not be meaningfully rendered in non-TTY environments.*"
    r"|(?:cannot|can't) open '?/dev/tty'?: No such device or address"
    r"|/dev/tty: No such device or address|could not open a new TTY.*"
    r"|'standard input': Inappropriate ioctl for device"
    r"|(?:tcgetattr|stty): .*Inappropriate ioctl for device"
    r"|Authentication token manipulation error"
    r"|ERR_USE_AFTER_CLOSE.*|readline was closed.*|User force closed the prompt.*"
    r"|Need to install the following packages:?.*|Ok to proceed\? \(y\)"
    r"|Would you like to share (?:pseudonymous|anonymous) usage data.*"
    r"|! Corepack is about to download .*"
    r"|[^\n]*[Nn]on-interactive (?:mode|terminal).*"
    r"|inquirer.*isTtyError.*|This command requires (?:a TTY|an interactive).*)$",
    "EOFError", "TTY", "tty", "ioctl", "token manipulation", "AFTER_CLOSE", "readline was",
    "Need to install", "Ok to proceed", "usage data", "Corepack", "on-interactive", "force closed",
    "an interactive",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log, 8))
    if hit is None:
        return None
    text = hit["text"].strip().rstrip(".")
    return Told(
        cause=f"A program wanted an answer or a terminal, which a build has not: {text[:120]}.",
        because=proofs((hit,)),
        advice=(
            "Look for its switch that answers or asks nothing (`--yes`, `-y`, `--non-interactive`, "
            "`--batch`, `CI=1`, `COREPACK_ENABLE_DOWNLOAD_PROMPT=0`), or give the answer by a pipe."
        ),
        confidence=0.8,
    )


RULE = Rule(
    code="BB752",
    name="terminal-wanted",
    title="A program wanted an answer or a terminal",
    category=Category.INTERACTIVE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A build step has no terminal and an empty input, so a question reads the end.",
        instruction="RUN python setup_site.py",
        example="Name of the site: EOFError: EOF when reading a line",
        fix="Use the program's switch for unattended runs.",
    ),
)
