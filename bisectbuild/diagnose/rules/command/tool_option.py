"""A small command does not know a switch, mostly BusyBox's for GNU's."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.knowledge.tools import tool
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.image import install, manager
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^(?:/\S+/)?(?P<tool>[\w.+-]+): (?:(?:un(?:recognized|known)|invalid|illegal) option)"
    r"(?: --|:)? ?[`'\"‘]?(?P<flag>-{0,2}[\w][\w-]*|--[\w-]+)",  # noqa: RUF001 - coreutils' own
    " option",
)
_LAST = 40
_GNU = frozenset(
    {"grep", "sed", "tar", "find", "xargs", "cp", "date", "wget", "readlink", "mktemp", "stat"}
    | {"base64", "sort", "ps", "head", "tail", "ln", "df", "du", "realpath", "install", "awk"}
    | {"sha256sum", "sha512sum", "sha1sum", "md5sum", "unzip", "gzip", "xz", "nc", "which", "cut"}
    | {"chmod", "chown", "mkdir", "ls", "rm", "mv", "cat", "touch", "diff", "patch", "su", "free"}
)
_PACKAGES = {
    "wget": "wget",
    "unzip": "unzip",
    "nc": "netcat-openbsd",
    "ps": "procps",
    "su": "shadow",
}
_OTHERS = frozenset(
    {"adduser", "addgroup", "useradd", "groupadd", "usermod", "deluser", "delgroup"}
)


def _check(case: Case) -> Told | None:
    hit = _last(case)
    if hit is None or hit["tool"] in _OTHERS:
        return None
    name, flag = hit["tool"], hit["flag"]
    dashes = "" if flag.startswith("-") else "-" if len(flag) == 1 else "--"
    return Told(
        cause=f"{name} of this image does not know the switch {dashes}{flag}.",
        because=proofs((hit,)),
        advice=_advice(case, name),
        commands=(f"{name} --help", f"ls -l $(command -v {name})"),
        confidence=0.85 if hit.number >= case.log.total - 1 or "BusyBox" in case.log.text else 0.7,
    )


def _last(case: Case) -> Hit | None:
    """Give the last such line; a usage text may follow it."""
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    after = "\n".join(line for line in case.log.lines if line)
    usage = any(word in after for word in ("Usage: ", "usage: ", "--help"))
    return hit if usage else _LINE.last(closing(case.log, 4))


def _advice(case: Case, name: str) -> str:
    if name in _GNU and (manager(case) == "apk" or "BusyBox" in case.log.text):
        known = tool(name)
        package = _PACKAGES.get(name) or (known.apk if known else "coreutils")
        return (
            f"It is BusyBox's {name}: write the switch that it knows, or install the full one "
            f"({install(case, package)})."
        )
    return (
        f"Correct the switch, or take the version of {name} that has it: `{name} --version` says "
        "which one is there."
    )


RULE = Rule(
    code="BB655",
    name="tool-option",
    title="A command does not know a switch",
    category=Category.SHELL_SYNTAX,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "BusyBox has small forms of grep, tar, wget and others that know fewer switches than "
            "GNU's; other tools gain and lose switches between versions."
        ),
        instruction="RUN grep -P '^a' /etc/depot.conf",
        example="grep: unrecognized option: P\nBusyBox v1.36.1 multi-call binary.\n\nUsage: grep",
        fix="Use a switch that both know, or install the full tool.",
    ),
)
