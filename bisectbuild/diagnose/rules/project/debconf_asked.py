"""debconf asked a question (time zone, keyboard, licence) that nobody can answer."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?P<zone>(?:Geographic area|Time zone): ?$|.*Please select the (?:geographic area|city or "
    r"region).*|Configuring tzdata)"
    r"|^(?P<keyboard>Configuring keyboard-configuration|Keyboard layout: ?$"
    r"|Country of origin for the keyboard: ?$)"
    r"|^(?P<other>Configuring (?P<package>[a-z][\w.+-]+)\n-+$)",
    "Configuring", "Geographic", "Please select", "Time zone", "Keyboard", "Country of origin",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log, 30))
    if hit is None or (hit["other"] and case.exit_code not in {None, 137, 143}):
        return None
    named = hit["package"] or "keyboard-configuration"
    what = "tzdata" if hit["zone"] else named
    return Told(
        cause=f"The package {what} asked a question while it was installed, and nobody answers.",
        because=proofs((hit,)),
        advice=(
            "Write `ARG DEBIAN_FRONTEND=noninteractive` before the RUN (and `ENV TZ=Etc/UTC` for "
            "tzdata), or `DEBIAN_FRONTEND=noninteractive apt-get install -y …`."
        ),
        commands=("debconf-show " + what,),
        confidence=0.8 if not hit["other"] else 0.6,
    )


RULE = Rule(
    code="BB751",
    name="debconf-asked",
    title="A package asked a question while it was installed",
    category=Category.INTERACTIVE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="debconf shows its questions in the log and waits; the build stands still.",
        instruction="RUN apt-get update && apt-get install -y tzdata",
        example=(
            "Configuring tzdata\n------------------\n\n"
            "Please select the geographic area in which you live.\n\n"
            "  1. Africa   3. Antarctica  5. Asia\n"
            "Geographic area:"
        ),
        fix="Set `DEBIAN_FRONTEND=noninteractive` for the RUN.",
        exit_code=None,
    ),
)
