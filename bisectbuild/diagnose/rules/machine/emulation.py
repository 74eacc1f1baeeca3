"""A program crashed under emulation of another processor (qemu, Rosetta)."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_CRASH: Final = Signature(
    r"qemu: uncaught target signal (?P<signal>\d+) \((?P<name>[^)]+)\)"
    r"|(?P<rosetta>rosetta error: .+)|qemu-(?P<cpu>\w+)(?:-static)?: (?P<why>Unable to|"
    r"Unsupported|unknown|Invalid).*",
    "qemu",
    "rosetta",
)
_LOADER: Final = Signature(
    r"qemu-(?P<cpu>\w+)(?:-static)?: Could not open '(?P<file>/lib\S*/ld-[^']+)'", "Could not open"
)


def _check(case: Case) -> Told | None:
    end = case.log.tail(40)
    loader, crash = _LOADER.last(end), _CRASH.last(end)
    if loader is not None:
        return Told(
            cause=f"A program for {loader['cpu']} was started, and the image has no "
            f"{loader['file']} to load it.",
            because=proofs((loader,)),
            advice="The program (or a file that was downloaded) is for another processor than the "
            "image. Use TARGETARCH in its address, or build with the platform that it is for.",
            commands=("uname -m", "ls /lib/ld-* /lib64/ld-*"),
            confidence=0.93,
            fault=Fault.DOCKERFILE,
        )
    if crash is None:
        return None
    what = crash["rosetta"] or (f"signal {crash['signal']}" if crash["signal"] else "qemu")
    return Told(
        cause=f"A program crashed in the emulation of another processor: {crash['name'] or what}.",
        because=proofs((crash,)),
        advice="Build this platform on a machine of its own kind (a remote builder), or compile "
        "for "
        "it from the native one (`FROM --platform=$BUILDPLATFORM` and cross-compile). A newer qemu "
        "(`tonistiigi/binfmt --install all`) mends many crashes.",
        commands=("uname -m",),
        confidence=0.93,
    )


RULE = Rule(
    code="BB272",
    name="emulation-crash",
    title="A program crashed under emulation",
    category=Category.PLATFORM,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="Programs of another processor run in an emulation that is slower and not whole. "
        "Compilers and JITs crash in it.",
        instruction="RUN go build ./...",
        example="qemu: uncaught target signal 11 (Segmentation fault) - core dumped",
        fix="Build on a machine of that kind, or cross-compile.",
        exit_code=139,
    ),
)
