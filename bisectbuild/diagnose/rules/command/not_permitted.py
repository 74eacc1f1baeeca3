"""The kernel refuses what a build step may never do: mounts, kernel settings, firewall rules."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:\S+: (?:line )?\d+: )?(?:(?P<mount>mount|umount|losetup|mknod|swapon|debootstrap|fuse\w*)"
    r"(?:: .*?(?:permission denied|Operation not permitted|only root can|must be superuser).*)"
    r"|(?P<iptables>ip6?tables|nft|ipset)\b.*(?:Permission denied|Operation not permitted"
    r"|you must be root).*"
    r"|(?P<sysctl>sysctl): .*(?:permission denied|Read-only file system|Operation not permitted).*"
    r"|(?P<clock>date|hwclock): cannot set .*Operation not permitted"
    r"|(?P<host>hostname|hostnamectl): .*(?:must be root|not permitted).*"
    r"|(?P<unshare>unshare|bwrap|newuidmap|newgidmap|clone|capsh|ulimit|dmesg|modprobe|insmod"
    r"|chroot|nsenter|setpriv): .*"
    r"(?:Operation not permitted|Permission denied|cannot modify limit).*)$",
    "ot permitted", "ermission denied", "only root", "must be", "cannot modify", "Read-only",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None:
        return None
    tool = next(group for group in hit.match.groups() if group)
    return Told(
        cause=f"{tool} needs a right that a build step does not have, even as root.",
        because=proofs((hit,)),
        advice=(
            "Do it where the container runs (`docker run --cap-add …`, `--sysctl`), not in the "
            "build; BuildKit alone can grant it: `RUN --security=insecure` with "
            "`--allow security.insecure`."
        ),
        commands=("grep Cap /proc/self/status", "id"),
        confidence=0.8,
    )


RULE = Rule(
    code="BB634",
    name="not-permitted",
    title="The step does what only a privileged container may",
    category=Category.PERMISSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Root in a build step lacks the rights to mount, to set the clock, the host's name, "
            "kernel settings or firewall rules."
        ),
        instruction="RUN mount -t tmpfs none /mnt",
        example="mount: /mnt: permission denied.",
        fix="Move it to where the container runs, or use `RUN --security=insecure`.",
        exit_code=32,
    ),
)
