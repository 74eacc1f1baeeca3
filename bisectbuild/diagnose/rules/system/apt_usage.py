"""apt was given an option or a command that this version does not know, or wants leave for it."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Signature

_USAGE: Final = Signature(
    ERROR + r"(?:Command line option '?(?P<option>[\w-]+)'? \[?.*(?:is not (?:known|understood))"
    r"|Invalid operation (?P<command>\S+)|Option (?P<value>\S+): Configuration item)",
    "Command line option", "Invalid operation", "Configuration item",
)  # fmt: skip
_LEAVE: Final = Signature(
    ERROR + r"(?P<what>Packages were downgraded|Essential packages were removed"
    r"|Held packages were changed|Removing essential .*) and -y was used without "
    r"(?P<option>--allow-[\w-]+)",
    "and -y was used without",
)


def _check(case: Case) -> Told | None:
    end = case.log.tail(15)
    leave, usage = _LEAVE.last(end), _USAGE.last(end)
    if leave is not None:
        return Told(
            cause=f"{leave['what']}, which apt-get does only with {leave['option']}.",
            because=proofs((leave,)),
            advice=f"Look why it comes to that (a pin, or sources of another release); if it is "
            f"meant, give apt-get `{leave['option']}`.",
            commands=("apt-cache policy", "apt-mark showhold"),
            confidence=0.93,
        )
    if usage is None:
        return None
    word = usage["option"] or usage["command"] or usage["value"]
    kind = "command" if usage["command"] else "option"
    return Told(
        cause=f"apt does not know the {kind} {word}.",
        because=proofs((usage,)),
        advice=f"Correct {word}: a continuation line may be missing its backslash, a dash may be "
        "another sign, or the option came with a later apt.",
        commands=("apt-get --version", "apt-get --help"),
        confidence=0.92,
        category=Category.SHELL_SYNTAX,
    )


RULE = Rule(
    code="BB386",
    name="apt-usage",
    title="apt does not take the command as given",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The command line of apt is wrong, or asks for something that needs an option of "
        "its own: to downgrade, to remove essential packages.",
        instruction="RUN apt-get instal -y jq",
        example="E: Invalid operation instal",
        fix="Correct the command, or give the option that allows it.",
        exit_code=100,
    ),
)
