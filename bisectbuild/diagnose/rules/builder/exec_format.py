"""The image or a program is for another processor."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Proof, Rule, Told, proofs
from bisectbuild.diagnose.rules.builder.started import not_started
from bisectbuild.diagnose.signature import Signature

_SHELL = Signature(
    r"^(?:[^\n:]{1,80}: )?(?:line )?\d*:? ?(?P<name>[\w./@+-]{1,200}): "
    r"(?:cannot execute binary file: )?[Ee]xec format error\s*$",
    "xec format error",
)


def _check(case: Case) -> Told | None:
    found = not_started(case)
    if found and "exec format error" in found.why:
        return _image(case, found.name, found.because)
    hit = _SHELL.last(case.log)
    if hit is None or case.exit_code in {0, None}:
        return None
    name = hit["name"]
    return Told(
        cause=f"The program `{name}` is built for another processor than this image runs on.",
        because=proofs((hit,)),
        advice=(
            "Get it for the right one; BuildKit gives that as ARG TARGETARCH (amd64, arm64). "
            "A script without a first line `#!…` says the same."
        ),
        commands=("uname -m", f"head -c 20 {name} | od -c"),
        confidence=0.85,
    )


def _image(case: Case, name: str, because: tuple[Proof, ...]) -> Told:
    cpus = case.facts.image_cpu, case.facts.machine_cpu
    base = f"`{case.base}`" if case.base else "the base image"
    if name and not name.startswith(("/bin/", "/usr/bin/")) and cpus[0] == cpus[1] != "":
        cause = f"`{name}` is no program for {cpus[1]}, or a script without a first line `#!…`."
        advice = "Write the first line `#!/bin/sh`, or get the program for this processor."
        return Told(cause=cause, because=because, advice=advice, confidence=0.85)
    both = f" ({cpus[0]}, and the machine is {cpus[1]})" if all(cpus) else ""
    return Told(
        cause=f"Nothing in {base} can be run: it is for another processor than this machine{both}.",
        because=because,
        advice=(
            "Take an image for this machine (`FROM --platform=…`), or install emulation: "
            "`docker run --privileged --rm tonistiigi/binfmt --install all`."
        ),
        commands=("uname -m",),
        confidence=0.9,
    )


RULE = Rule(
    code="BB174",
    name="exec-format",
    title="The image or a program is for another processor",
    category=Category.PLATFORM,
    rank=Rank.ENVIRONMENT,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The kernel could not run the first program of the step. The image is for another "
            "processor and no emulation is installed, or a script has no first line."
        ),
        instruction="RUN apt-get update",
        example="exec /bin/sh: exec format error",
        fix="Take an image for this processor, or install emulation with binfmt.",
        exit_code=255,
    ),
)
