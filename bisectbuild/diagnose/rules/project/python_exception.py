"""A Python program ended with an exception that no other rule knows."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_TRACE = Signature(r"^\s*Traceback \(most recent call last\):$", "Traceback (most recent")
_LAST_LINE = Signature(
    r"^(?P<type>(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Warning|Failure))"
    r"(?:: (?P<text>.*))?$",
    "Error", "Exception", "Exit", "Interrupt", "Failure",
)  # fmt: skip
_FRAME = Signature(r'^\s*File "(?P<file>[^"\n]+)", line (?P<line>\d+)', 'File "')
_LAST = 60


def _check(case: Case) -> Told | None:
    log = case.log.tail(_LAST)
    trace, last = _TRACE.last(log), _LAST_LINE.last(log)
    if trace is None or last is None or last.number < trace.number:
        return None
    text = last["text"].strip()[:160].rstrip(".")
    told = f": {text}" if text else ""
    frames = tuple(hit for hit in _FRAME.hits(log) if trace.number < hit.number < last.number)
    where = f" in {frames[-1]['file']}, line {frames[-1]['line']}" if frames else ""
    return Told(
        cause=f"A Python program ended with {last['type']}{where}{told}.",
        because=proofs((*frames[-1:], last)),
        advice=(
            "Read the exception's last line; the frame above it that lies in the project names the "
            "place. Run the same command in the opened shell to see it again."
        ),
        confidence=0.6,
    )


RULE = Rule(
    code="BB740",
    name="python-exception",
    title="A Python program ended with an exception",
    category=Category.APP_RUN,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The program met something that it did not expect; the last line says what.",
        instruction="RUN python build.py",
        example=(
            "Traceback (most recent call last):\n"
            '  File "/app/build.py", line 3, in <module>\n'
            "    print(1 / otters)\n"
            "ZeroDivisionError: division by zero"
        ),
        fix="Mend the program, or give it what it misses in the build.",
    ),
)
