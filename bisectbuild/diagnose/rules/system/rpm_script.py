"""A scriptlet of an rpm or apk package failed, or the package could not be unpacked."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINES: Final = (
    Signature(r"^(?:error|Error unpacking rpm package)?:? ?unpacking of archive failed"
              r"(?: on file (?P<file>[^:;]+))?.*: cpio: (?P<why>.+)$", "unpacking of archive"),
    Signature(r"^(?:error: )?%(?P<script>pre|prein|pretrans|preun)\((?P<package>[^)]+)\) scriptlet "
              r"failed, (?P<why>.+)$", "scriptlet failed"),
    Signature(r"^Error in (?P<script>PREIN|POSTIN|PREUN|POSTUN|<unknown>) scriptlet in rpm package "
              r"(?P<package>\S+)", "scriptlet in rpm"),
    Signature(r"^ERROR: (?P<package>\S+?)\.(?P<script>pre-install|post-install|pre-upgrade"
              r"|post-upgrade|trigger): (?:script )?(?P<why>exited with error \d+|execve: .+"
              r"|failed to execute.*|killed by signal.*)", "ERROR: "),
)  # fmt: skip
_FAILED: Final = Signature(
    r"^(?:Error: Transaction failed|Failed:$|Error: Could not run transaction|\d+ errors?[;,]"
    r"|error: (?:Transaction failed|Error running transaction)|Transaction failed|  \S+\.x86_64)",
    "rror", "ailed",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    end = case.log.tail(60)
    hit = next((hit for line in _LINES if (hit := line.last(end))), None)
    if hit is None or _FAILED.last(end) is None:
        return None
    groups = hit.match.groupdict()
    package = groups.get("package") or "a package"
    what = f"The {groups['script']} script of {package} failed"
    if groups.get("file") or "unpacking" in hit.line:
        what = f"The files of {package} could not be unpacked ({groups.get('file') or 'cpio'})"
    why = f": {groups['why']}" if groups.get("why") else ""
    return Told(
        cause=f"{what}{why}.",
        because=proofs((hit,)),
        advice="Read the lines before it, which are the script's. Scripts that start services or "
        "set capabilities (cpio: cap_set_file, chown) do not work in a rootless or nested build.",
        commands=("id", "cat /etc/os-release"),
        confidence=0.8,
    )


RULE = Rule(
    code="BB353",
    name="rpm-script-failed",
    title="A scriptlet of a package failed",
    category=Category.PKG_SCRIPT_FAIL,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Packages of rpm and apk bring scripts too. They may need services, users or "
        "rights that a build does not have.",
        instruction="RUN dnf install -y depot",
        example="error: %prein(depot-1-1.el9.x86_64) scriptlet failed, exit status 1\n"
        "Error: Transaction failed",
        fix="Give the script what it needs.",
    ),
)
