"""The runtime could not set up the container of a step."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"(?:OCI runtime create failed|runc (?:create|run) failed|crun: |failed to create shim task"
    r"|starting container process caused|failed to create endpoint \S+ on network)(?P<why>[^\n]*)"
)
_TAILS = (": unknown", '"')


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    why = heard["why"]
    for tail in _TAILS:
        why = why.removesuffix(tail)
    reason = why.rpartition("unable to start container process: ")[2].strip(" :")[:160]
    return Told(
        cause=f"The engine could not start the step's container: {reason or 'no reason given'}.",
        because=heard.because,
        advice=_advice(why),
        confidence=0.5,
    )


def _advice(why: str) -> str:
    if "veth" in why or "bridge" in why:
        return (
            "Reboot the machine: its kernel was updated, and the modules of the old one are gone."
        )
    if "cgroup" in why:
        return (
            "The engine's cgroups are at fault: restart it; in a container, mount /sys/fs/cgroup."
        )
    if "seccomp" in why:
        return "Engine, runc and libseccomp do not fit: update them together."
    if "mount" in why and "proc" in why:
        return "An engine within a container needs `--privileged`, or sysbox."
    if "argument list too long" in why:
        return "The command line or its environment is too long: put it into a script."
    return (
        "Start any container (`docker run --rm busybox true`); if that fails, restart the engine."
    )


RULE = Rule(
    code="BB180",
    name="container-not-started",
    title="The engine could not start the step's container",
    category=Category.BUILDER_INTERNAL,
    rank=Rank.GENERIC,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="The runtime (runc, crun) failed before the command of the step began.",
        instruction="RUN tide init",
        example=(
            "failed to create shim task: OCI runtime create failed: runc create failed: unable "
            "to start container process: unable to apply cgroup configuration: unknown"
        ),
        fix="Look at the engine: restart or update it.",
        exit_code=None,
    ),
)
