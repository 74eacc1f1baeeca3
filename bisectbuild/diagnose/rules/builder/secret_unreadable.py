"""The file that --secret or --ssh names cannot be read."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_STAT = Signature(r"^failed to stat (?P<path>[^\n:]+): (?:stat|lstat|CreateFile) ")
_PARSE = Signature(r"could not parse secrets: \[(?P<given>[^\]\n]*)\](?:: (?P<why>[^\n]+))?")


def _check(case: Case) -> Told | None:
    if case.exit_code is not None:
        return None
    if heard := hear(case, _STAT):
        return Told(
            cause=f"The file `{heard['path']}`, given with --secret or --ssh, does not exist.",
            because=heard.because,
            advice="Correct the path; it counts from the directory where the command is given.",
            confidence=0.92,
        )
    heard = hear(case, _PARSE)
    if not heard:
        return None
    return Told(
        cause=f"--secret is not well formed: {heard['why'] or 'it needs an id'}.",
        because=heard.because,
        advice="Write `--secret id=NAME,src=FILE` or `--secret id=NAME,env=VARIABLE`.",
        confidence=0.95,
    )


RULE = Rule(
    code="BB167",
    name="secret-unreadable",
    title="The file of --secret cannot be read",
    category=Category.MOUNT_SECRET_SSH,
    rank=Rank.SPECIFIC,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="docker reads the file of a secret before it builds, and it is not there.",
        instruction="",
        example="failed to stat token.txt: stat token.txt: no such file or directory",
        fix="Correct the path behind `src=`.",
        exit_code=None,
    ),
)
