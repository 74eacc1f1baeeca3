"""dpkg asked which version of a settings file to keep, and nobody answered."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_PROMPT: Final = Signature(r"end of file on stdin at conffile prompt", "conffile prompt")
_FILE: Final = Signature(r"^Configuration file '(?P<file>[^']+)'", "Configuration file '")


def _check(case: Case) -> Told | None:
    end = case.log.tail(40)
    prompt, file = _PROMPT.last(end), _FILE.last(end)
    if prompt is None:
        return None
    return Told(
        cause=f"dpkg asked which version of {file['file'] if file else 'a settings file'} to keep, "
        "and a build cannot answer.",
        because=proofs([hit for hit in (file, prompt) if hit]),
        advice="Give apt-get `-o Dpkg::Options::=--force-confdef -o "
        "Dpkg::Options::=--force-confold`"
        " and set DEBIAN_FRONTEND=noninteractive; better, do not upgrade the base image's packages "
        "but take a newer base.",
        commands=("cat /etc/os-release",),
        confidence=0.97,
    )


RULE = Rule(
    code="BB354",
    name="dpkg-conffile-prompt",
    title="dpkg asked about a settings file",
    category=Category.INTERACTIVE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A package brings a newer version of a settings file that the image has changed or "
        "removed. dpkg asks which one to keep, and no one is there to answer.",
        instruction="RUN apt-get update && apt-get upgrade -y",
        example="Configuration file '/etc/depot.conf'\n"
        "*** depot.conf (Y/I/N/O/D/Z) [default=N] ? dpkg: error processing package depot "
        "(--configure):\n end of file on stdin at conffile prompt",
        fix="Tell dpkg what to keep with `--force-confold`.",
        exit_code=100,
    ),
)
