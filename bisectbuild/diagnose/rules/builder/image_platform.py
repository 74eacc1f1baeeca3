"""The image exists, and not for the platform that is built for."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import images
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LEGACY = Signature(r"no matching manifest for (?P<platform>\S+)")
_BUILDKIT = Signature(r"(?:(?P<name>[\w./:@-]+): )?no match for platform in manifest")
_OS = Signature(
    r'image operating system "(?P<os>\w+)" cannot be used on this platform'
    r"|operating system is not supported|cannot be used on this platform: operating system"
)
_WANTED = Signature(
    r"image with reference (?P<name>\S+) was found but (?:does not match|its platform)[^\n]*"
    r"|does not provide the specified platform \((?P<platform>[^)]+)\)"
)
_WINDOWS = re.compile(r"windows|servercore|nanoserver|dotnet-framework|/iis|aspnet:4")
_WINDOWS_ADVICE = "This image is made for Windows alone: take another, or an engine for Windows."
_FLAG = re.compile(r"--platform=(\S+)")


def _check(case: Case) -> Told | None:
    heard = hear(case, _LEGACY, _BUILDKIT, _OS, _WANTED)
    if not heard or case.exit_code is not None:
        return None
    name = images.short(heard["name"]) or images.base_of(case)
    flag = _FLAG.search(case.source)
    platform = heard["platform"].rstrip(",") or (flag[1] if flag else "") or _machine(case)
    image = f"`{name}`" if name else "The base image"
    if "operating system" in heard.match[0]:
        system = heard["os"] or "another system"
        cause = f"{image} is for {system}, and this engine runs images for Linux or its own system."
        advice = "Take an image for Linux, or switch the engine to Windows containers."
    else:
        cause = f"{image} exists, but not for {platform or 'the platform that is built for'}."
        advice = (
            _WINDOWS_ADVICE
            if _WINDOWS.search(name)
            else (
                "Take a tag that has that platform, or build for one that the image has: "
                f"`{_other(platform)}` (needs emulation where the machine is another)."
            )
        )
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.95)


def _machine(case: Case) -> str:
    return f"linux/{case.facts.machine_cpu}" if case.facts.machine_cpu else ""


def _other(platform: str) -> str:
    return "--platform=linux/arm64" if "amd64" in platform else "--platform=linux/amd64"


RULE = Rule(
    code="BB132",
    name="image-platform",
    title="The base image is not there for this platform",
    category=Category.PLATFORM,
    rank=Rank.ENVIRONMENT,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "A tag can hold images for several processors and systems. This one has none for the "
            "platform that is built for, by default that of the machine."
        ),
        instruction="FROM --platform=linux/arm64 gardener:2",
        example=(
            "gardener:2: failed to resolve source metadata for docker.io/library/gardener:2: "
            "no match for platform in manifest: not found"
        ),
        fix="Take a tag with that platform, or give --platform.",
        exit_code=None,
    ),
)
