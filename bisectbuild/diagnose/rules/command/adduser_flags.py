"""adduser or addgroup is called with the switches of another distribution."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?P<tool>adduser|addgroup|deluser|delgroup|useradd|groupadd|usermod): "
    r"(?:unrecognized option|invalid option|unknown option)"
    r"(?: --|:)? ?[`'\"]?-{0,2}(?P<flag>[\w-]+)"
    r"|^Option (?P<short>\w) is ambiguous \(.*disabled-login.*"
    r"|^Unknown option: (?P<debian>[\w-]+)$",
    "option", "Option",
)  # fmt: skip
_BUSYBOX = "`adduser -D -u 10001 NAME` and `addgroup -S NAME`"
_DEBIAN = "`useradd -m -u 10001 NAME` and `groupadd NAME`"
_LAST = 60


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    debian = hit["short"] or hit["debian"]
    if debian and "adduser" not in case.source and "addgroup" not in case.source:
        return None
    tool, flag = hit["tool"] or "adduser", debian or hit["flag"]
    flag = flag.upper() if f"-{flag.upper()} " in case.source else flag
    dashes = "-" if len(flag) == 1 else "--"
    return Told(
        cause=f"{tool} of this image does not know the switch {dashes}{flag}.",
        because=proofs((hit,)),
        advice=_advice(case, debian),
        commands=(f"{tool} --help", "cat /etc/os-release"),
        confidence=0.9,
    )


def _advice(case: Case, debian: str) -> str:
    if debian:
        return f"adduser is Debian's here, and `-D` and `-S` are BusyBox's: write {_DEBIAN}."
    if "BusyBox" in case.log.text or "alpine" in case.base:
        return f"adduser is BusyBox's here: write {_BUSYBOX}, or install the package shadow."
    return (
        f"Write what the image's own command knows: {_DEBIAN} (Debian, RPM), {_BUSYBOX} (Alpine)."
    )


RULE = Rule(
    code="BB642",
    name="adduser-flags",
    title="adduser has other switches in this image",
    category=Category.USER_GROUP,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "adduser and addgroup are different programs on Debian, Alpine (BusyBox) and RPM "
            "distributions, with different switches."
        ),
        instruction="RUN adduser --disabled-password depot",
        example="adduser: unrecognized option: disabled-password",
        fix="Use the switches of the image's own program; `useradd` is alike on Debian and RPM.",
    ),
)
