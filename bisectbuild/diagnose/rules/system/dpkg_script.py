"""A package's own script failed while apt or dpkg installed it."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_SCRIPT: Final = Signature(
    r"^[ \t]*(?:installed |new |old )?(?:(?P<package>[\w.+:-]+) package )?"
    r"(?:subprocess )?(?:installed )?"
    r"(?P<script>(?:pre|post)-(?:installation|removal) script|trigger)"
    r"(?: subprocess)? (?:returned error exit status (?P<code>\d+)|was (?:killed|interrupted))",
    "script", "trigger",
)  # fmt: skip
_PROCESSING: Final = Signature(
    r"^dpkg: error processing (?:package|archive) (?P<package>\S+) \(--\w+\)", "error processing"
)
_MAN: Final = Signature(
    r"error creating symbolic link '(?P<link>/usr/share/man/\S+?)': No such file", "/usr/share/man/"
)
_SERVICE: Final = Signature(
    r"^(?:invoke-rc\.d: initscript (?P<name>\S+), action \"\w+\" failed|"
    r"Failed to (?:connect to bus|get D-Bus connection|retrieve unit state)|"
    r"System has not been booted with systemd|Job for (?P<unit>\S+) failed|"
    r"start: Unable to connect to Upstart|initctl: Unable to connect)",
    "invoke-rc.d", "Failed to", "systemd", "Job for", "Upstart", "initctl",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    end = case.log.tail(80)
    script, failed = _SCRIPT.last(end), _PROCESSING.last(case.log.tail(40))
    if script is None or failed is None:
        return None
    package = script["package"] or failed["package"]
    man, service = _MAN.last(end), _SERVICE.last(end)
    if man is not None:
        why, advice = _no_man(man["link"])
    elif service is not None:
        why = "it starts or asks for a service, and nothing manages services in a build"
        advice = (
            "Let no package start services: `printf '#!/bin/sh\\nexit 101\\n' > "
            "/usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d` before the installation."
        )
    else:
        why = f"it ended with status {script['code']}" if script["code"] else "it was stopped"
        advice = (
            f"Read the lines before `dpkg: error processing package {package}`: they are the "
            "script's own. Set DEBIAN_FRONTEND=noninteractive, and install what it needs first."
        )
    return Told(
        cause=f"The {script['script']} of {package} failed: {why}.",
        because=proofs([hit for hit in (man or service, script, failed) if hit]),
        advice=advice,
        commands=(f"sh -x /var/lib/dpkg/info/{package}.postinst configure", "dpkg --audit"),
        confidence=0.92 if man or service else 0.75,
    )


def _no_man(link: str) -> tuple[str, str]:
    folder = link.rpartition("/")[0]
    return (
        f"it links {link}, and slim images have no {folder}",
        f"Put `mkdir -p {folder}` before the installation.",
    )


RULE = Rule(
    code="BB351",
    name="dpkg-script-failed",
    title="A package's installation script failed",
    category=Category.PKG_SCRIPT_FAIL,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Packages bring scripts that run when they are installed. They may need a service "
        "manager, a terminal, or directories that slim images do not have.",
        instruction="RUN apt-get install -y default-jre-headless",
        example="update-alternatives: error: error creating symbolic link "
        "'/usr/share/man/man1/java.1.gz.dpkg-tmp': No such file or directory\n"
        "dpkg: error processing package openjdk-17-jre-headless:amd64 (--configure):\n"
        " installed openjdk-17-jre-headless:amd64 package post-installation script subprocess "
        "returned error exit status 2",
        fix="Give the script what it needs, or keep it from starting services.",
        exit_code=100,
    ),
)
