"""A program of another processor was to run."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Proof, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    r"(?:(?:exec |: )?(?P<program>[\w./+-]*/[\w.+-]+): )?(?:cannot execute binary file: )?"
    r"(?:[Ee]xec format error)|(?P<binary>\S+): cannot execute binary file\s*$"
    r"|cannot execute: required file not found.*ELF",
    "xec format error",
    "cannot execute",
)
_START: Final = re.compile(r"(?:standard_init_linux|exec user process|^exec /|runc)")
_CPU_IN_NAME: Final = re.compile(
    r"(?:^|[/:_-])(?:arm(?:32|64)?(?:v\d|hf|el)?|rpi|aarch64|raspberrypi)"
)


def _check(case: Case) -> Told | None:
    end = case.log.tail(25)
    hits = tuple(_LINE.hits(end))
    in_message = _LINE.within(case.message)
    if not hits and in_message is None:
        return None
    because = proofs(hits) or (Proof(text=case.message.splitlines()[0]),)
    if any(_START.search(proof.text) for proof in because) or (in_message and not hits):
        return _base_image(case, because)
    program = next(
        (hit[name] for hit in reversed(hits) for name in ("program", "binary") if hit[name]), ""
    )
    return Told(
        cause=f"{program or 'A program'} is built for another processor than the image's"
        f"{f' ({case.facts.image_cpu})' if case.facts.image_cpu else ''}.",
        because=because,
        advice="Download or build it for the platform of the image: use TARGETARCH (amd64, "
        "arm64) or "
        "`uname -m` (x86_64, aarch64) in its address. A script without `#!` in its first line, or "
        "an empty file, says so too.",
        commands=(f"head -c 20 {program or 'FILE'} | od -c", "uname -m"),
        confidence=0.9,
        fault=Fault.DOCKERFILE,
    )


def _base_image(case: Case, because: tuple[Proof, ...]) -> Told:
    base = case.base.partition("@")[0] or "the base image"
    cpu = case.facts.image_cpu or ("arm" if _CPU_IN_NAME.search(base) else "another processor")
    here = f"; this machine is {case.facts.machine_cpu}" if case.facts.machine_cpu else ""
    return Told(
        cause=f"{base} is an image for {cpu}, and the builder cannot run that{here}.",
        because=because,
        advice="Build for the image's platform on such a machine, install the emulation once "
        "(`docker run --privileged --rm tonistiigi/binfmt --install all`), or take a base image "
        "(or `--platform`) for this machine's processor.",
        commands=("docker buildx ls", "uname -m"),
        confidence=0.94,
    )


RULE = Rule(
    code="BB271",
    name="program-of-other-processor",
    title="A program is of another processor",
    category=Category.PLATFORM,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="The kernel does not know how to run the program: the base image or a downloaded "
        "program is built for another processor, and no emulation is installed.",
        instruction="RUN apt-get update",
        example="exec /bin/sh: exec format error",
        fix="Use an image or program of the right platform, or install emulation.",
        exit_code=255,
    ),
)
