"""The push of the result broke off."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import images
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"failed to push (?P<name>\S+?): (?P<why>[^\n]*(?:5\d\d \w|EOF|timeout|connection reset"
    r"|broken pipe|413 Request Entity Too Large|blob upload (?:unknown|invalid)"
    r"|failed commit on ref)[^\n]*)"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    name, why = images.short(heard["name"]), heard["why"]
    if "413" in why:
        cause = f"A layer of `{name}` is larger than the proxy before the registry lets through."
        advice = "Raise its limit (nginx: client_max_body_size), or make the layers smaller."
    else:
        cause = f"All steps passed, but the push of `{name}` broke off."
        advice = "Try again; if it stays, look at the registry's log and its disk."
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.88)


RULE = Rule(
    code="BB191",
    name="push-failed",
    title="The push of the result broke off",
    category=Category.EXPORT_PUSH,
    rank=Rank.ENVIRONMENT,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The build is complete, and the registry or the line to it failed in the push.",
        instruction="",
        example=(
            "failed to push registry.garden.example/kiosk:4: failed to copy: io: read/write on "
            "closed pipe: connection reset by peer"
        ),
        fix="Try again.",
        exit_code=None,
    ),
)
