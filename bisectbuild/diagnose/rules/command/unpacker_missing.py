"""tar needs a decompressor that is not installed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.image import how_to_get
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^tar(?: \(child\))?: (?P<name>xz|bzip2|gzip|lzip|zstd|lzma|lz4|unzstd): "
    r"(?:Cannot exec|Cannot execute|can't execute)"
    r"|^tar: can't execute '(?P<busybox>\w+)'",
    "exec",
)
_LAST = 60


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    name = {"unzstd": "zstd", "lzma": "xz"}.get(hit[1] or hit[2], hit[1] or hit[2])
    return Told(
        cause=f"tar needs the command {name} to unpack this archive, and it is not installed.",
        because=proofs((hit,)),
        advice=how_to_get(case, name) or f"Install {name} before this line.",
        commands=(f"command -v {name}",),
        confidence=0.95,
    )


RULE = Rule(
    code="BB612",
    name="unpacker-missing",
    title="tar has no program to unpack this kind of archive",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="tar leaves decompression to xz, bzip2 or zstd, which slim images leave out.",
        instruction="RUN tar -xJf /tmp/depot.tar.xz -C /opt",
        example=(
            "tar (child): xz: Cannot exec: No such file or directory\n"
            "tar (child): Error is not recoverable: exiting now\n"
            "tar: Child returned status 2"
        ),
        fix="Install xz-utils (Debian), xz (Alpine, RPM), bzip2 or zstd.",
        exit_code=2,
    ),
)
