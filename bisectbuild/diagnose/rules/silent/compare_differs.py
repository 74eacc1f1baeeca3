"""A comparison or checksum was told to be silent, and did not match."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import every
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet

_SUM: Final = re.compile(r"^(?:sha\d+sum|shasum|md5sum|b2sum|cksum)\s.*(?:-c\b|--check)")
_SILENT: Final = re.compile(r"--status|--quiet|\s-\w*s\w*\b|>\s*/dev/null")
_SAME: Final = re.compile(r"^(?:cmp|diff)(?=\s).*(?:\s-\w*[sq]\w*\b|>\s*/dev/null)")


def _check(case: Case) -> Told | None:
    if case.exit_code != 1 or not quiet(case):
        return None
    for call in reversed(every(case)):
        if call.tested:
            continue
        if _SUM.match(call.text) and _SILENT.search(call.text):
            return Told(
                cause=f"`{call.text}` found another checksum than the one that is asked for.",
                because=evidence(case, call.text),
                advice="Take --status or -s away to see which file; often it is an error page.",
                confidence=0.75 if case.command else 0.6,
            )
        if _SAME.match(call.text):
            return Told(
                cause=f"`{call.text}` found a difference, and was told not to show it.",
                because=evidence(case, call.text),
                advice="Show it with `diff -u`.",
                confidence=0.75 if case.command else 0.55,
                category=Category.GUARD,
            )
    return None


RULE = Rule(
    code="BB907",
    name="compare-differs",
    title="A silent comparison or checksum did not match",
    category=Category.CHECKSUM,
    rank=Rank.GENERIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="`sha256sum --status`, `cmp -s` and `diff -q` tell by their exit code alone.",
        instruction="RUN echo '4e4e  /kiosk.bin' | sha256sum -c --status",
        example="",
        fix="Let it speak, and compare what was downloaded.",
        exit_code=1,
    ),
)
