"""A service is to be started by systemd, which does not run in a build."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?:System has not been booted with systemd as init system"
    r"|Failed to connect to (?:system scope )?bus(?: via local transport)?: "
    r"|Failed to get D-Bus connection: |Running in chroot, ignoring (?:request|command)"
    r"|(?:initctl|start|stop|restart): Unable to connect to Upstart"
    r"|Failed to (?:start|enable|reload|restart) \S+: .*(?:bus|Connection|not found)"
    r"|Failed to (?:create bus|allocate manager) .*|Failed to set (?:time|locale): .*bus.*"
    r"|Cannot autolaunch D-Bus without X11).*$",
    "systemd", "bus", "D-Bus", "chroot", "Upstart", "Failed to ",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log, 6))
    if hit is None:
        return None
    return Told(
        cause="The step asks systemd or the message bus, and neither runs while an image is built.",
        because=proofs((hit,)),
        advice=(
            "Take the `systemctl` (`loginctl`, `timedatectl`) line out: name the service's program "
            "in CMD, or start it by hand within one RUN (`program --daemon && … `). "
            "`systemctl enable` may stay, since it makes links alone."
        ),
        commands=("ps -p 1 -o comm=",),
        confidence=0.9,
    )


RULE = Rule(
    code="BB760",
    name="systemd-absent",
    title="systemd does not run while an image is built",
    category=Category.INIT_SYSTEM,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A build step is a shell in a container; no init system and no bus are there.",
        instruction="RUN apt-get install -y nginx && systemctl start nginx",
        example=(
            "System has not been booted with systemd as init system (PID 1). Can't operate.\n"
            "Failed to connect to bus: Host is down"
        ),
        fix="Start the service where the container runs, by CMD.",
    ),
)
