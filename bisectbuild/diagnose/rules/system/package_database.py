"""The package manager's own database in the image is broken or was left half done."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINES: Final = (
    ("dpkg", ("Put `dpkg --configure -a` before it, and look at the earlier step that was "
     "stopped (`|| true` may hide it)."),
     Signature(r"^(?:E|Error): dpkg was interrupted, you must manually run", "dpkg was interr")),
    ("rpm", ("Put `touch /var/lib/rpm/*` before yum in the same RUN, or install "
     "yum-plugin-ovl: old rpm and overlay file systems do not get on."),
     Signature(r"^.*Rpmdb checksum is invalid: dCDPT\(pkg checksums\)", "Rpmdb checksum")),
    ("rpm", ("Put `rpm --rebuilddb` before it; if that fails as well, the base image is older "
     "than the engine can run: take a newer one."),
     Signature(r"^(?:error: (?:rpmdb|db5|cannot open Packages|rpmdbNextIterator)|"
               r"Error: rpmdb open failed|error: failed to exec scriptlet interpreter .*rpmdb)",
               "rpmdb", "db5", "Packages")),
    ("dpkg", ("An earlier step, or the base image, removed files below /var/lib/dpkg: "
     "`mkdir -p /var/lib/dpkg/{info,updates,triggers} && touch /var/lib/dpkg/status`."),
     Signature(r"^dpkg: error: (?:(?:unable to access|parsing file|cannot scan|failed to open "
               r"package info file) .*/var/lib/dpkg|dpkg database)", "dpkg: error:")),
    ("apk", "The base image's /lib/apk/db is broken or not writable: take another tag.",
     Signature(r"^ERROR: (?:Unable to (?:read|open) (?:apk )?database|"
               r"System state may be inconsistent)", "ERROR: ")),
)  # fmt: skip


def _check(case: Case) -> Told | None:
    end = case.log.tail(20)
    for program, advice, line in _LINES:
        hits = tuple(line.hits(end))
        if hits:
            return Told(
                cause=f"The database of {program} in the image is broken or half done.",
                because=proofs(hits),
                advice=advice,
                commands=("dpkg --audit || rpm -qa | tail", "cat /etc/os-release"),
                confidence=0.88,
            )
    return None


RULE = Rule(
    code="BB387",
    name="package-database-broken",
    title="The package manager's database is broken",
    category=Category.PKG_SCRIPT_FAIL,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="What is installed is written in a database in the image. A step that was stopped, "
        "files that were removed, or an old rpm on a new file system leave it unusable.",
        instruction="RUN yum install -y git",
        example="Rpmdb checksum is invalid: dCDPT(pkg checksums): git.x86_64 0:1.8.3 - u",
        fix="Repair it in the same step, or take another base image.",
    ),
)
