"""sudo wants a password, which nobody can type in a build."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.before import user
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^sudo: (?:a terminal is required to read the password.*|a password is required"
    r"|no tty present and no askpass program specified"
    r"|sorry, you must have a tty to run sudo"
    r"|(?P<setuid>(?:effective uid is not 0|/usr/bin/sudo must be owned by uid 0).*))"
    r"|^(?P<name>\S+) is not in the sudoers file",
    "sudo",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None:
        return None
    who = hit["name"] or user(case).removeprefix("the step runs as ") or "the step's user"
    why = "has lost its right to become root" if hit["setuid"] else "wants a password"
    return Told(
        cause=f"sudo {why} for {who}, and a build can give none.",
        because=proofs((hit,)),
        advice=(
            "Write `USER root` before this line and leave `sudo` out, or let the user do it "
            "without one: `RUN echo 'NAME ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/NAME` as root."
        ),
        commands=("id", "sudo -n -l"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB637",
    name="sudo-password",
    title="sudo wants a password",
    category=Category.PERMISSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The step runs as a user that may use sudo only with a password, or not at all.",
        instruction="RUN sudo make install",
        example="sudo: a password is required",
        fix="Switch to root by USER in place of sudo.",
    ),
)
